"""What the shop keeps of a customer and they may read at once, as plain values: who they are, and what they did."""

from collections.abc import Callable, Iterable
from typing import Any

from shopbell.channels.chat.models import Visited
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind
from shopbell.shop.order import Order

# floors above add what they keep, by its name, in their AppConfig.ready
KEPT_ABOVE: dict[str, Callable[[Customer], Any]] = {}


def kept_of(customer: Customer, orders: Iterable[Order]) -> dict[str, Any]:
    """All but their tickets, and what agents noted. The secret of a browser is not in it: whoever has that could read
    along. `orders` are those of theirs that the reader may see, with their lines."""
    return {
        "number": customer.pk,
        "name": customer.name,
        "language": customer.language,
        "time_zone": customer.time_zone,
        "city": customer.city,
        "country": customer.country,
        "created_at": customer.created_at,
        "known_as": [
            {"kind": each.kind, "value": each.value, "source": each.source, "verified_at": each.verified_at}
            for each in customer.identities.order_by("pk")
            if each.kind != Kind.VISITOR
        ],
        "consents": [
            {
                "kind": each.kind,
                "how": each.way,
                "words": each.words,
                "given_at": each.given_at,
                "withdrawn_at": each.withdrawn_at,
            }
            for each in customer.consents.order_by("pk")
        ],
        "visited": [
            {"page": each.page, "title": each.title, "searched_for": each.words, "at": each.at}
            for each in Visited.objects.filter(visitor__customer=customer)
        ],
        "addresses": [address.parts for address in customer.addresses.order_by("pk")],
        "vouchers": [
            {"code": each.code, "amount_cents": each.amount_cents, "currency": each.currency}
            for each in customer.vouchers.order_by("pk")
        ],
        "orders": [_order(order) for order in orders],
        "carts": [
            [{"name": str(line.variant), "quantity": line.quantity} for line in cart.lines.all()]
            for cart in customer.carts.prefetch_related("lines__variant__product").order_by("pk")
        ],
        **{name: kept(customer) for name, kept in KEPT_ABOVE.items()},
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "status": order.status,
        "placed_at": order.placed_at,
        "currency": order.currency,
        "total_cents": order.total_cents,
        "address": order.address,
        "note": order.note,
        "lines": [
            {"name": line.name, "quantity": line.quantity, "price_cents": line.price_cents}
            for line in order.lines.all()
        ],
    }
