"""Putting things into the demo shop's cart: real rows, which agents see beside the shopper's tickets."""

from django.db import transaction
from django.utils import timezone

from shopbell.customers.models import Customer
from shopbell.shop.models import Cart, CartLine, Variant

from .shop import CURRENCY

MOST = 99


def cart_of(shopper: Customer) -> Cart | None:
    """The shopper's cart with its lines; None while it is empty."""
    carts = shopper.carts.filter(source="built_in").order_by("-updated_at")
    return carts.prefetch_related("lines__variant__product").first()


@transaction.atomic
def put_into_cart(shopper: Customer, variant: Variant, quantity: int) -> None:
    """`quantity` more of `variant`, at its price of now."""
    cart = shopper.carts.filter(source="built_in").order_by("-updated_at").select_for_update().first()
    if cart is None:
        cart, _ = Cart.objects.get_or_create(
            source="built_in",
            external_id=f"web-{shopper.pk}",
            defaults={"customer": shopper, "currency": CURRENCY},
        )
    line, _ = CartLine.objects.get_or_create(
        cart=cart, variant=variant, defaults={"quantity": 0, "price_cents": variant.price_cents}
    )
    line.quantity = min(MOST, line.quantity + quantity)
    line.save()
    Cart.objects.filter(pk=cart.pk).update(updated_at=timezone.now())


@transaction.atomic
def take_out_of_cart(shopper: Customer, line_id: int) -> None:
    """Forget a line of the shopper's own cart, and the cart with its last line."""
    CartLine.objects.filter(pk=line_id, cart__customer=shopper).delete()
    shopper.carts.filter(source="built_in", lines=None).delete()
