"""What lies in the fake Shopify: an order with its product and its customer, with every field that its API documents
for what the desk asks."""

from datetime import UTC, datetime
from typing import Any

Node = dict[str, Any]
BEGAN = datetime(2026, 3, 1, 10, tzinfo=UTC)


def gid(kind: str, key: Any) -> str:
    return f"gid://shopify/{kind}/{key}"


def number_of(row: Node) -> str:
    return row["id"].rpartition("/")[2]


def now() -> str:
    return datetime.now(UTC).isoformat()


def money(amount: str) -> Node:
    return {"shopMoney": {"amount": amount, "currencyCode": "EUR"}}


def an_order(
    number: int, *, email: str = "", lines: int = 1, name: str = "Mina Ondine"
) -> tuple[Node, Node, Node]:
    """Order 5000 + number of one vase for each line at 74.00 with 5.90 for the way; every tenth is one customer's."""
    person = number % 10
    variants = [a_variant(number) for number in range(1, 4)]
    product = {
        "legacyResourceId": "7001", "title": "Vase", "description": "Blown by mouth.", "productType": "Vases",
        "updatedAt": BEGAN.isoformat(), "status": "ACTIVE", "onlineStoreUrl": "https://ondine.example/vase",
        "featuredMedia": {"preview": {"image": {"url": "https://cdn.example/vase.jpg"}}}, "variants": variants,
    }  # fmt: skip
    customer = {
        "legacyResourceId": str(3000 + person), "displayName": name, "verifiedEmail": True, "locale": "en",
        "defaultEmailAddress": {"emailAddress": email or f"mina{person}@shopper.example"},
        "defaultPhoneNumber": {"phoneNumber": "+33123456789"}, "updatedAt": BEGAN.isoformat(),
        "defaultAddress": an_address(name),
    }  # fmt: skip
    total = f"{74 * lines + 5.9:.2f}"
    key = str(5000 + number)
    order = {
        "id": gid("Order", key), "legacyResourceId": key, "name": f"#{1000 + number}", "note": "",
        "email": customer["defaultEmailAddress"]["emailAddress"], "phone": None, "createdAt": BEGAN.isoformat(),
        "processedAt": BEGAN.isoformat(), "updatedAt": BEGAN.isoformat(), "cancelledAt": None, "cancellation": None,
        "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "UNFULFILLED", "returnStatus": "NO_RETURN",
        "currencyCode": "EUR", "presentmentCurrencyCode": "EUR", "totalPriceSet": money(total), "currentTotalPriceSet": money(total), "totalDiscountsSet": money("0.00"),
        "returns": [], "agreements": [], "shippingLine": {"title": "Post"},
        "totalShippingPriceSet": money("5.90"), "totalTaxSet": money("13.32"), "shippingAddress": an_address(name),
        "customer": customer, "lineItems": [a_line(number, place) for place in range(1, lines + 1)],
        "transactions": [transaction(f"{key}0", "SALE", total)], "refunds": [], "fulfillments": [],
    }  # fmt: skip
    return product, customer, order


def a_variant(number: int) -> Node:
    return {
        "legacyResourceId": str(8000 + number), "sku": f"VASE-{number}", "price": "74.00", "inventoryQuantity": 4,
        "availableForSale": True, "inventoryItem": {
            "id": gid("InventoryItem", 9000 + number), "tracked": True,
            "inventoryLevels": [a_level(1, "Ghent", 3), a_level(2, "Lyon", 1)],
        },
        "selectedOptions": [{"name": "Colour", "value": ["blue", "green", "red"][number - 1]}],
    }  # fmt: skip


def a_level(number: int, name: str, pieces: int) -> Node:
    location = {"legacyResourceId": str(number), "name": name}
    return {"location": location, "quantities": [{"name": "available", "quantity": pieces}]}


def a_line(number: int, place: int) -> Node:
    options = [{"name": "Colour", "value": "blue"}]
    return {
        "id": gid("LineItem", number * 100 + place), "name": "Vase - blue", "title": "Vase", "variantTitle": "blue",
        "quantity": 1, "currentQuantity": 1, "variant": {"legacyResourceId": "8001", "selectedOptions": options},
        "originalUnitPriceSet": money("74.00"),
    }  # fmt: skip


def a_checkout(number: int, customer: Node | None, *, lines: int = 1, **more: Any) -> Node:
    """One that was begun just now, of `lines` blue vases each."""
    return {
        "id": gid("AbandonedCheckout", 400 + number), "updatedAt": now(), "createdAt": now(), "completedAt": None,
        "customer": customer, "totalPriceSet": money(f"{74 * lines:.2f}"),
        "lineItems": [{
            "id": gid("AbandonedCheckoutLineItem", place), "quantity": 1, "title": "Vase",
            "variant": {"legacyResourceId": "8001"}, "originalUnitPriceSet": money("74.00"),
        } for place in range(lines)],
        **more,
    }  # fmt: skip


def an_address(name: str) -> Node:
    return {
        "name": name, "firstName": name.partition(" ")[0], "lastName": name.partition(" ")[2], "company": None,
        "phone": None, "address1": "12 rue Basse", "address2": "", "city": "Lyon", "provinceCode": None,
        "province": None, "zip": "69001", "countryCodeV2": "FR", "country": "France",
    }  # fmt: skip


def transaction(key: str, kind: str, amount: str, parent: Node | None = None) -> Node:
    return {
        "id": gid("OrderTransaction", key), "kind": kind, "status": "SUCCESS", "gateway": "shopify_payments",
        "processedAt": now(), "amountSet": money(amount),
        "parentTransaction": {"id": parent["id"]} if parent else None,
        "paymentDetails": {"company": "Visa", "number": "•••• •••• •••• 1142"},
    }  # fmt: skip


def a_parcel(order: Node, *, is_delivered: bool = False) -> Node:
    """A fulfilment of the whole order, scanned once or twice."""
    steps = ["IN_TRANSIT", "DELIVERED"] if is_delivered else ["IN_TRANSIT"]
    events = [
        {
            "status": step,
            "happenedAt": f"2026-03-0{day}T08:00:00Z",
            "message": None,
            "city": "Lyon",
            "country": "FR",
        }
        for day, step in enumerate(steps, start=3)
    ]
    order["displayFulfillmentStatus"], order["updatedAt"] = "FULFILLED", now()
    return {
        "id": gid("Fulfillment", f"6{order['legacyResourceId']}"),
        "legacyResourceId": f"6{order['legacyResourceId']}", "status": "SUCCESS",
        "displayStatus": "DELIVERED" if is_delivered else "IN_TRANSIT", "createdAt": "2026-03-02T16:00:00Z",
        "deliveredAt": "2026-03-04T08:00:00Z" if is_delivered else None, "estimatedDeliveryAt": "2026-03-05T00:00:00Z",
        "location": {"id": gid("Location", 1), "name": "Ghent"}, "trackingInfo": [{"company": "Colis", "number": "6A0241", "url": None}],
        "fulfillmentLineItems": [
            {
                "id": gid("FulfillmentLineItem", f"7{number_of(each)}"),
                "quantity": each["quantity"],
                "lineItem": {"id": each["id"]},
            }
            for each in order["lineItems"]
        ],
        "events": events,
    }  # fmt: skip
