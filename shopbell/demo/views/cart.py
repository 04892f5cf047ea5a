"""/demo-shop/cart/: GET shows the cart, POST puts a variant in; POST …/cart/<line>/out/ takes a line out."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.shop.models import Variant

from ..cart import MOST, cart_of, put_into_cart, take_out_of_cart
from .door import page, storefront


@storefront
@require_http_methods(["GET", "HEAD", "POST"])
def cart(request: HttpRequest) -> HttpResponse:
    shopper = request.shopper  # type: ignore[attr-defined]
    wish = wish_of(request) if request.method == "POST" else None
    if shopper is None:
        return ask_who_shops(wish)
    if wish:
        put_into_cart(shopper, *wish)
        return redirect("demo-cart")
    return page(request, "demo/cart.html", {"cart": cart_of(shopper)})


@storefront
@require_POST
def out(request: HttpRequest, line_id: int) -> HttpResponse:
    if request.shopper:  # type: ignore[attr-defined]
        take_out_of_cart(request.shopper, line_id)  # type: ignore[attr-defined]
    return redirect("demo-cart")


def wish_of(request: HttpRequest) -> tuple[Variant, int] | None:
    """What somebody wants and how many of it, as the form or the address says; None when they name nothing."""
    said = request.POST or request.GET
    if "variant" not in said:
        return None
    variants = Variant.objects.filter(product__source="built_in", is_available=True).exclude(stock=0)
    variant = get_object_or_404(variants.select_related("product"), pk=_whole(said.get("variant"), 0))
    return variant, max(1, min(MOST, _whole(said.get("quantity"), 1)))


def ask_who_shops(wish: tuple[Variant, int] | None) -> HttpResponse:
    """A stranger's cart is nobody's yet: they choose who they are, and what they wanted comes along."""
    address = reverse("demo-shoppers")
    if wish:
        address += f"?{urlencode({'variant': wish[0].pk, 'quantity': wish[1]})}"
    return redirect(address)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else otherwise
