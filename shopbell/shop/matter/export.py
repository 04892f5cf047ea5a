"""What a ticket is about, for other programs: the numbers of its orders, and products by the shop's own keys."""

from typing import Any

from ..ticket_order import TicketOrder
from .ticket_product import TicketProduct


def concerned(numbers: list[int]) -> dict[int, dict[str, Any]]:
    """`orders` and `products` of the tickets with these numbers, by number; of all of them."""
    found: dict[int, dict[str, Any]] = {number: {"orders": [], "products": []} for number in numbers}
    orders = TicketOrder.objects.filter(ticket__in=numbers).order_by("pk")
    for ticket_id, number in orders.values_list("ticket", "order__number"):
        found[ticket_id]["orders"].append(number)
    products = TicketProduct.objects.filter(ticket__in=numbers).order_by("pk")
    for ticket_id, name, key in products.values_list("ticket", "product__name", "product__external_id"):
        found[ticket_id]["products"].append({"name": name, "key": key})
    return found
