"""What a shop system has deleted. Orders are books, and products are in them: they stay."""

from collections.abc import Iterable

from ..order import Order, OrderStatus
from ..product import Variant
from .carts import end_carts


def take_gone(things: Iterable[tuple[str, str]], *, source: str) -> None:
    """A product is sold no more, an order counts as cancelled, a cart is no more; a customer stays, as the desk knows
    them."""
    gone: dict[str, list[str]] = {}
    for noun, key in things:
        gone.setdefault(noun, []).append(key)
    Variant.objects.filter(
        product__source=source, product__external_id__in=gone.get("products", []), is_available=True
    ).update(is_available=False)
    Order.objects.filter(source=source, external_id__in=gone.get("orders", [])).update(
        status=OrderStatus.CANCELLED
    )
    end_carts(gone.get("carts", []), source=source)
