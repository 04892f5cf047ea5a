"""/demo-shop/cart/: GET shows the cart, POST puts a variant in; POST …/cart/<line>/out/ takes a line out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.shop.models import Variant

from ..cart import MOST, cart_of, put_into_cart, take_out_of_cart
from .door import page, storefront


@storefront
@require_http_methods(["GET", "HEAD", "POST"])
def cart(request: HttpRequest) -> HttpResponse:
    shopper = request.shopper  # type: ignore[attr-defined]
    if shopper is None:
        return redirect("demo-shoppers")
    if request.method == "POST":
        variants = Variant.objects.filter(product__source="built_in", is_available=True).exclude(stock=0)
        variant = get_object_or_404(variants, pk=_whole(request.POST.get("variant"), 0))
        put_into_cart(shopper, variant, max(1, min(MOST, _whole(request.POST.get("quantity"), 1))))
        return redirect("demo-cart")
    return page(request, "demo/cart.html", {"cart": cart_of(shopper)})


@storefront
@require_POST
def out(request: HttpRequest, line_id: int) -> HttpResponse:
    if request.shopper:  # type: ignore[attr-defined]
        take_out_of_cart(request.shopper, line_id)  # type: ignore[attr-defined]
    return redirect("demo-cart")


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else otherwise
