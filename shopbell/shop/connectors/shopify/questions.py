"""What is asked of Shopify, in its own language."""

ADDRESS = "name address1 address2 city provinceCode province zip countryCodeV2 country"
VARIANT = """
  legacyResourceId sku price inventoryQuantity availableForSale
  inventoryItem { tracked } selectedOptions { name value }
"""
PRODUCT = f"""
  legacyResourceId title description productType updatedAt status onlineStoreUrl
  featuredMedia {{ preview {{ image {{ url }} }} }}
  variants(first: 10) {{ nodes {{ {VARIANT} }} pageInfo {{ hasNextPage endCursor }} }}
"""
PERSON = """
  legacyResourceId displayName verifiedEmail locale
  defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
"""
CUSTOMER = f"{PERSON} updatedAt defaultAddress {{ {ADDRESS} }}"
MONEY = "shopMoney { amount currencyCode }"
LINE = f"""
  id name title variantTitle quantity currentQuantity variant {{ legacyResourceId selectedOptions {{ name value }} }}
  originalUnitPriceSet {{ {MONEY} }}
"""
TRANSACTION = f"""
  id kind status gateway processedAt amountSet {{ {MONEY} }} parentTransaction {{ id }}
  paymentDetails {{ ... on CardPaymentDetails {{ company number }} }}
"""


def order_fields(*, lines: int, transactions: int, parcels: int, pieces: int, scans: int) -> str:
    """An order with so many of each; Shopify's price of a question grows with every number."""
    return f"""
  legacyResourceId name note email phone createdAt processedAt updatedAt cancelledAt
  displayFinancialStatus displayFulfillmentStatus returnStatus currencyCode
  totalPriceSet {{ {MONEY} }} currentTotalPriceSet {{ {MONEY} }}
  totalDiscountsSet {{ {MONEY} }} totalShippingPriceSet {{ {MONEY} }}
  totalTaxSet {{ {MONEY} }}
  shippingAddress {{ {ADDRESS} }}
  customer {{ {PERSON} }}
  lineItems(first: {lines}) {{ nodes {{ {LINE} }} pageInfo {{ hasNextPage endCursor }} }}
  transactions(first: {transactions}) {{ {TRANSACTION} }}
  fulfillments(first: {parcels}) {{
    legacyResourceId status displayStatus createdAt deliveredAt estimatedDeliveryAt
    location {{ name }} trackingInfo(first: 1) {{ company number }}
    fulfillmentLineItems(first: {pieces}) {{ nodes {{ lineItem {{ id }} }} }}
    events(first: {scans}, reverse: true) {{ nodes {{ status happenedAt message city country }} }}
  }}
"""


FEW = {"lines": 8, "transactions": 6, "parcels": 2, "pieces": 8, "scans": 6}  # most orders have no more
MANY = {"lines": 20, "transactions": 50, "parcels": 8, "pieces": 20, "scans": 20}
ORDER = order_fields(**FEW)
WHOLE_ORDER = f"query WholeOrder($id: ID!) {{ order(id: $id) {{ {order_fields(**MANY)} }} }}"
NODES = {"products": PRODUCT, "customers": CUSTOMER, "orders": ORDER}
ONE = {"products": "product", "customers": "customer", "orders": "order"}
TYPES = {"products": "Product", "customers": "Customer", "orders": "Order"}

SHOP = """
query Shop {
  shop { name currencyCode myshopifyDomain }
  currentAppInstallation { accessScopes { handle } }
}
"""
REST_OF_VARIANTS = f"""
query RestOfVariants($id: ID!, $after: String) {{
  product(id: $id) {{
    variants(first: 100, after: $after) {{ nodes {{ {VARIANT} }} pageInfo {{ hasNextPage endCursor }} }}
  }}
}}
"""
REST_OF_LINES = f"""
query RestOfLines($id: ID!, $after: String) {{
  order(id: $id) {{
    lineItems(first: 100, after: $after) {{ nodes {{ {LINE} }} pageInfo {{ hasNextPage endCursor }} }}
  }}
}}
"""
PRODUCT_OF_STOCK = """
query ProductOfStock($id: ID!) {
  inventoryItem(id: $id) { variants(first: 1) { nodes { product { legacyResourceId } } } }
}
"""
LEVELS = """
  legacyResourceId inventoryItem { id tracked inventoryLevels(first: 5) {
    nodes { location { legacyResourceId name } quantities(names: ["available"]) { quantity } }
    pageInfo { hasNextPage endCursor }
  } }
"""
STOCK = f"""
query Stock($first: Int!, $after: String) {{
  productVariants(first: $first, after: $after, sortKey: ID) {{
    nodes {{ {LEVELS} }} pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""
STOCK_OF_PRODUCT = f"""
query StockOfProduct($id: ID!, $after: String) {{
  product(id: $id) {{
    variants(first: 40, after: $after) {{ nodes {{ {LEVELS} }} pageInfo {{ hasNextPage endCursor }} }}
  }}
}}
"""
REST_OF_LEVELS = """
query RestOfLevels($id: ID!, $after: String) {
  inventoryItem(id: $id) { inventoryLevels(first: 100, after: $after) {
    nodes { location { legacyResourceId name } quantities(names: ["available"]) { quantity } }
    pageInfo { hasNextPage endCursor }
  } }
}
"""
CART_LINE = f"quantity variant {{ legacyResourceId }} originalUnitPriceSet {{ {MONEY} }}"
CART = f"""
  id updatedAt completedAt totalPriceSet {{ {MONEY} }} customer {{ {PERSON} }}
  lineItems(first: 8) {{ nodes {{ {CART_LINE} }} pageInfo {{ hasNextPage endCursor }} }}
"""
CARTS = f"""
query Carts($first: Int!, $after: String, $query: String!) {{
  abandonedCheckouts(first: $first, after: $after, query: $query, sortKey: ID) {{
    nodes {{ {CART} }} pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""
ONE_CART = f"query OneCart($id: ID!) {{ node(id: $id) {{ ... on AbandonedCheckout {{ {CART} }} }} }}"
REST_OF_CART = f"""
query RestOfCart($id: ID!, $after: String) {{
  node(id: $id) {{ ... on AbandonedCheckout {{
    lineItems(first: 100, after: $after) {{ nodes {{ {CART_LINE} }} pageInfo {{ hasNextPage endCursor }} }}
  }} }}
}}
"""
HOOKS = """
query Hooks($after: String) {
  webhookSubscriptions(first: 100, after: $after) { nodes { id topic uri } pageInfo { hasNextPage endCursor } }
}
"""
OPEN_HOOK = """
mutation OpenHook($topic: WebhookSubscriptionTopic!, $hook: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $hook) {
    webhookSubscription { id } userErrors { field message }
  }
}
"""
MONEY_OF_ORDER = f"""
query MoneyOfOrder($id: ID!) {{
  order(id: $id) {{
    cancelledAt cancellation {{ staffNote }} currencyCode presentmentCurrencyCode
    refunds(first: 100) {{ id note }}
    transactions(first: 100) {{ {TRANSACTION} }}
  }}
}}
"""
JOB = "query CancelJob($id: ID!) { job(id: $id) { id done } }"
CANCEL = """
mutation Cancel($orderId: ID!, $reason: OrderCancelReason!, $refundMethod: OrderCancelRefundMethodInput!,
                $restock: Boolean!, $notifyCustomer: Boolean, $staffNote: String) {
  orderCancel(orderId: $orderId, reason: $reason, refundMethod: $refundMethod, restock: $restock,
              notifyCustomer: $notifyCustomer, staffNote: $staffNote) {
    job { id done } orderCancelUserErrors { field message code } userErrors { field message }
  }
}
"""
REFUND = """
mutation Refund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { field message } }
}
"""
UPDATE = """
mutation Update($input: OrderInput!) { orderUpdate(input: $input) { order { id } userErrors { field message } } }
"""


def page_of(noun: str) -> str:
    """A page of a noun, with how many there are when that is asked for."""
    single = TYPES[noun]
    return f"""
query {single}Page($first: Int!, $after: String, $query: String, $sort: {single}SortKeys!, $count: Boolean!) {{
  {noun}(first: $first, after: $after, query: $query, sortKey: $sort) {{
    edges {{ cursor node {{ {NODES[noun]} }} }} pageInfo {{ hasNextPage endCursor }}
  }}
  {noun}Count(query: $query, limit: null) @include(if: $count) {{ count }}
}}
"""


def one_of(noun: str) -> str:
    return f"query One{TYPES[noun]}($id: ID!) {{ {ONE[noun]}(id: $id) {{ {NODES[noun]} }} }}"


def gid(kind: str, key: str) -> str:
    return f"gid://shopify/{kind}/{key}"


def number_of(gid: str) -> str:
    """The number in gid://shopify/Order/450789469, by which webhooks know it too."""
    return gid.rpartition("/")[2].partition("?")[0]
