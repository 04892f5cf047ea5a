"""What is asked of Shopify about the goods of an order: edits, returns, replacements."""

from .questions import MONEY

PAGE = "pageInfo { hasNextPage endCursor }"
ERRORS = "userErrors { field message }"
EDITS = """
query EditsOfOrder($id: ID!) {
  currentAppInstallation { app { id } }
  order(id: $id) { agreements(first: 50, reverse: true) { nodes { reason app { id } } } }
}
"""
BEGIN_EDIT = f"""
mutation BeginEdit($id: ID!) {{
  orderEditBegin(id: $id) {{
    calculatedOrder {{ id totalPriceSet {{ {MONEY} }} lineItems(first: 100) {{ nodes {{ id quantity }} }} }} {ERRORS}
  }}
}}
"""
SET_QUANTITY = f"""
mutation SetQuantity($id: ID!, $line: ID!, $quantity: Int!) {{
  orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $quantity, restock: true) {{
    calculatedOrder {{ totalPriceSet {{ {MONEY} }} }} {ERRORS}
  }}
}}
"""
ADD_VARIANT = f"""
mutation AddVariant($id: ID!, $variant: ID!, $quantity: Int!) {{
  orderEditAddVariant(id: $id, variantId: $variant, quantity: $quantity, allowDuplicates: true) {{
    calculatedOrder {{ totalPriceSet {{ {MONEY} }} }} {ERRORS}
  }}
}}
"""
COMMIT_EDIT = f"""
mutation CommitEdit($id: ID!, $note: String) {{
  orderEditCommit(id: $id, notifyCustomer: false, staffNote: $note) {{ order {{ id }} {ERRORS} }}
}}
"""
BACK = "quantity fulfillmentLineItem { id lineItem { id } }"
RETURNABLE = f"""
query Returnable($id: ID!, $after: String) {{
  returnableFulfillments(orderId: $id, first: 5, after: $after) {{ {PAGE} nodes {{
    id returnableFulfillmentLineItems(first: 20) {{ {PAGE} nodes {{ {BACK} }} }}
  }} }}
}}
"""
REST_OF_RETURNABLE = f"""
query RestOfReturnable($id: ID!, $after: String) {{
  returnableFulfillment(id: $id) {{
    returnableFulfillmentLineItems(first: 100, after: $after) {{ {PAGE} nodes {{ {BACK} }} }}
  }}
}}
"""
RETURNS = """
query ReturnsOfOrder($id: ID!) {
  order(id: $id) { returns(first: 20, reverse: true) { nodes {
    id name status returnLineItems(first: 5) { nodes { returnReasonNote } }
  } } }
}
"""
STATES_OF_RETURNS = f"""
query StatesOfReturns($id: ID!, $after: String) {{
  order(id: $id) {{ returns(first: 50, after: $after) {{ {PAGE} nodes {{ id status }} }} }}
}}
"""
RETURN = f"""
mutation OpenReturn($wish: ReturnInput!) {{ returnCreate(returnInput: $wish) {{ return {{ id name }} {ERRORS} }} }}
"""
ITEM = "id quantity ... on ReturnLineItem { fulfillmentLineItem { id } }"
WAY_BACK = "id totalQuantity dispositions { quantity } fulfillmentLineItem { id }"
PARTS = f"id lineItems(first: 20) {{ {PAGE} nodes {{ {WAY_BACK} }} }}"
WAYS_BACK = f"""
query WaysBack($id: ID!) {{
  return(id: $id) {{ id status reverseFulfillmentOrders(first: 3) {{ {PAGE} nodes {{ {PARTS} }} }} }}
}}
"""
ITEMS_BACK = f"""
query ItemsBack($id: ID!) {{
  return(id: $id) {{
    returnLineItems(first: 20) {{ {PAGE} nodes {{ {ITEM} }} }}
    order {{ fulfillments(first: 10) {{
      id location {{ id }} fulfillmentLineItems(first: 20) {{ {PAGE} nodes {{ id }} }}
    }} }}
  }}
}}
"""
REST_OF_RETURN = f"""
query RestOfReturn($id: ID!, $after: String) {{
  return(id: $id) {{ returnLineItems(first: 100, after: $after) {{ {PAGE} nodes {{ {ITEM} }} }} }}
}}
"""
REST_OF_PARTS = f"""
query RestOfParts($id: ID!, $after: String) {{
  return(id: $id) {{ reverseFulfillmentOrders(first: 5, after: $after) {{ {PAGE} nodes {{ {PARTS} }} }} }}
}}
"""
REST_OF_PART = f"""
query RestOfPart($id: ID!, $after: String) {{
  reverseFulfillmentOrder(id: $id) {{ lineItems(first: 100, after: $after) {{ {PAGE} nodes {{ {WAY_BACK} }} }} }}
}}
"""
REST_OF_PARCEL = f"""
query RestOfParcel($id: ID!, $after: String) {{
  fulfillment(id: $id) {{ fulfillmentLineItems(first: 100, after: $after) {{ {PAGE} nodes {{ id }} }} }}
}}
"""
PROCESS_RETURN = f"""
mutation ReceiveReturn($wish: ReturnProcessInput!) {{
  returnProcess(input: $wish) {{ return {{ id status }} {ERRORS} }}
}}
"""
CANCEL_RETURN = f"""
mutation CancelReturn($id: ID!) {{ returnCancel(id: $id) {{ return {{ id status }} {ERRORS} }} }}
"""
PLACE = "firstName lastName company address1 address2 city provinceCode zip countryCodeV2 phone"
TO_SEND_AGAIN = f"""
query ToSendAgain($id: ID!) {{
  order(id: $id) {{
    name email customer {{ legacyResourceId }} shippingLine {{ title }} shippingAddress {{ {PLACE} }} currencyCode
  }}
}}
"""
DRAFT_FIELDS = f"id status totalPriceSet {{ {MONEY} }} order {{ legacyResourceId name }}"
DRAFT = f"query Draft($id: ID!) {{ draftOrder(id: $id) {{ {DRAFT_FIELDS} }} }}"
MAKE_DRAFT = f"""
mutation MakeDraft($wish: DraftOrderInput!) {{
  draftOrderCreate(input: $wish) {{ draftOrder {{ {DRAFT_FIELDS} }} {ERRORS} }}
}}
"""
COMPLETE_DRAFT = f"""
mutation CompleteDraft($id: ID!) {{ draftOrderComplete(id: $id) {{ draftOrder {{ {DRAFT_FIELDS} }} {ERRORS} }} }}
"""
DROP_DRAFT = f"""
mutation DropDraft($draft: DraftOrderDeleteInput!) {{ draftOrderDelete(input: $draft) {{ deletedId {ERRORS} }} }}
"""
