"""What is asked of Shopify about the goods of an order: edits, returns, replacements."""

from .questions import MONEY

MORE = "pageInfo { hasNextPage }"
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
RETURNABLE = f"""
query Returnable($id: ID!) {{
  returnableFulfillments(orderId: $id, first: 5) {{ {MORE} nodes {{
    returnableFulfillmentLineItems(first: 20) {{ {MORE} nodes {{
      quantity fulfillmentLineItem {{ id lineItem {{ id }} }}
    }} }}
  }} }}
}}
"""
RETURNS = """
query ReturnsOfOrder($id: ID!) {
  order(id: $id) { returns(first: 20, reverse: true) { nodes {
    id name status returnLineItems(first: 5) { nodes { returnReasonNote } }
  } } }
}
"""
RETURN = f"""
mutation OpenReturn($wish: ReturnInput!) {{ returnCreate(returnInput: $wish) {{ return {{ id name }} {ERRORS} }} }}
"""
ONE_RETURN = f"""
query OneReturn($id: ID!) {{
  return(id: $id) {{
    id status
    returnLineItems(first: 20) {{
      {MORE} nodes {{ id quantity ... on ReturnLineItem {{ fulfillmentLineItem {{ id }} }} }}
    }}
    reverseFulfillmentOrders(first: 3) {{ {MORE} nodes {{ lineItems(first: 20) {{ {MORE} nodes {{
      id totalQuantity dispositions {{ quantity }} fulfillmentLineItem {{ id }}
    }} }} }} }}
    order {{ fulfillments(first: 5) {{ location {{ id }} fulfillmentLineItems(first: 20) {{ nodes {{ id }} }} }} }}
  }}
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
