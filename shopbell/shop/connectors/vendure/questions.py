"""What Vendure is asked, in GraphQL (its Admin API of version 3)."""

PRECISION = "globalSettings { serverConfig { moneyStrategyPrecision } }"
VARIANT = """
  id sku name enabled updatedAt priceWithTax currencyCode trackInventory
  stockLevels { stockOnHand stockAllocated } options { name group { name } }
"""
PRODUCT = f"""
  id name description enabled updatedAt featuredAsset {{ preview }} collections {{ name }}
  variantList(options: {{ take: 100, sort: {{ id: ASC }} }}) {{ totalItems items {{ {VARIANT} }} }}
"""
MORE_VARIANTS = f"""
query ($id: ID!, $skip: Int!) {{
  product(id: $id) {{
    variantList(options: {{ skip: $skip, take: 100, sort: {{ id: ASC }} }}) {{ items {{ {VARIANT} }} }}
  }}
}}
"""
PERSON = "id firstName lastName emailAddress phoneNumber"
CUSTOMER = f"{PERSON} updatedAt addresses {{ city country {{ code }} defaultShippingAddress }}"
# what answers.changed_at looks at, each of which may move alone
MOMENTS = """
  id updatedAt payments { updatedAt refunds { updatedAt } } fulfillments { updatedAt }
  newest: history(options: { sort: { updatedAt: DESC }, take: 1 }) { items { updatedAt } }
"""
ORDER = f"""
  {MOMENTS} code state createdAt orderPlacedAt currencyCode totalWithTax total shippingWithTax
  customer {{ {PERSON} }}
  shippingAddress {{ fullName streetLine1 streetLine2 city province postalCode countryCode }}
  discounts {{ amountWithTax }}
  lines {{ id quantity orderPlacedQuantity unitPriceWithTax
    productVariant {{ id options {{ name group {{ name }} }} product {{ name }} }} }}
  payments {{ id createdAt method amount state refunds {{ id createdAt total state reason }} }}
  fulfillments {{ id createdAt state method trackingCode lines {{ orderLineId quantity }} }}
  history(options: {{ sort: {{ createdAt: DESC, id: DESC }}, take: 50 }}) {{ items {{ id type createdAt data }} }}
"""


def page_of(noun: str, fields: str) -> str:
    """A list, with the filter and the order that the desk wants: products, customers or orders."""
    kind = noun[:-1].capitalize()
    return (
        f"query ($options: {kind}ListOptions) {{ {PRECISION} {noun}(options: $options) "
        f"{{ totalItems items {{ createdAt {fields} }} }} }}"
    )


def one_of(noun: str, fields: str) -> str:
    return f"query ($id: ID!) {{ {PRECISION} {noun[:-1]}(id: $id) {{ {fields} }} }}"


FIELDS = {"products": PRODUCT, "customers": CUSTOMER, "orders": ORDER}
CHANGED_VARIANTS = """
query ($options: ProductVariantListOptions) {
  productVariants(options: $options) { items { createdAt updatedAt productId } }
}
"""
SHOP = "query { activeChannel { code defaultCurrencyCode seller { name } } orders { totalItems } }"
STATE = f"""
query ($id: ID!) {{ {PRECISION}
  order(id: $id) {{ id state totalWithTax lines {{ id quantity }} modifications {{ note }}
    payments {{ id method amount state refunds {{ id total state reason }} }} }}
}}
"""
ERROR = "... on ErrorResult { errorCode message }"
CANCEL = f"mutation ($input: CancelOrderInput!) {{ cancelOrder(input: $input) {{ ... on Order {{ id }} {ERROR} }} }}"
REFUND = f"mutation ($input: RefundOrderInput!) {{ refundOrder(input: $input) {{ ... on Refund {{ id }} {ERROR} }} }}"
MOVE = (
    "mutation ($id: ID!, $state: String!) { transitionOrderToState(id: $id, state: $state) "
    "{ ... on Order { id } ... on OrderStateTransitionError { errorCode message transitionError } } }"
)
MODIFY = f"""
mutation ($input: ModifyOrderInput!) {{ modifyOrder(input: $input) {{ ... on Order {{ id totalWithTax }} {ERROR} }} }}
"""
PLACE = "fullName company streetLine1 streetLine2 city province postalCode countryCode phoneNumber"
TO_SEND_AGAIN = f"""
query ($id: ID!) {{ order(id: $id) {{
  id code customer {{ id }} shippingAddress {{ {PLACE} }} billingAddress {{ {PLACE} }}
  shippingLines {{ shippingMethod {{ id }} }}
}} }}
"""
STATE_OF_DRAFT = "query ($id: ID!) { order(id: $id) { id code state } }"
MADE = f"{{ ... on Order {{ id totalWithTax }} {ERROR} }}"
DRAFT = "mutation { createDraftOrder { id } }"
DROP = "mutation ($id: ID!) { deleteDraftOrder(orderId: $id) { result } }"
PUT_IN = f"""
mutation ($id: ID!, $input: AddItemToDraftOrderInput!) {{ addItemToDraftOrder(orderId: $id, input: $input) {MADE} }}
"""
OF_CUSTOMER = f"""
mutation ($id: ID!, $customer: ID!) {{ setCustomerForDraftOrder(orderId: $id, customerId: $customer) {MADE} }}
"""
SEND_TO = """
mutation ($id: ID!, $input: CreateAddressInput!) { setDraftOrderShippingAddress(orderId: $id, input: $input) { id } }
"""
BILL_TO = SEND_TO.replace("Shipping", "Billing")
SEND_BY = f"""
mutation ($id: ID!, $method: ID!) {{ setDraftOrderShippingMethod(orderId: $id, shippingMethodId: $method) {MADE} }}
"""
APPLY = f"""
mutation ($id: ID!, $code: String!) {{ applyCouponCodeToDraftOrder(orderId: $id, couponCode: $code) {MADE} }}
"""
PROMOTE = f"""
mutation ($input: CreatePromotionInput!) {{ createPromotion(input: $input) {{ ... on Promotion {{ id }} {ERROR} }} }}
"""
PROMOTIONS = """
query ($code: String!) { promotions(options: { filter: { couponCode: { eq: $code } } }) { items { id } } }
"""
DEMOTE = "mutation ($id: ID!) { deletePromotion(id: $id) { result } }"
