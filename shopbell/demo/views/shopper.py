"""Being somebody in the demo shop: /demo-shop/shop-as/ offers a few shoppers, /demo-shop/orders/ is their account.

From there they go on into the portal, signed in by the shop.
"""

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.customers.models import Customer
from shopbell.shop.carriers.pace import Paces
from shopbell.shop.carriers.page import CarrierPages
from shopbell.shop.models import Order
from shopbell.shop.order import OrderStatus
from shopbell.shop.panel import shown, whole

from ..cart import put_into_cart
from ..portal import token_for
from .cart import wish_of
from .door import COOKIE, SIGNER, page, storefront

OFFERED = 6
A_MONTH = 30 * 24 * 3600


@storefront
@require_http_methods(["GET", "HEAD", "POST"])
def shop_as(request: HttpRequest) -> HttpResponse:
    """POST customer=<id> becomes that shopper; empty leaves. With a variant, that lies in their cart then."""
    wish = wish_of(request)
    if request.method != "POST":
        return page(request, "demo/shop_as.html", {"offered": offered(), "wish": wish})
    chosen = request.POST.get("customer", "")
    response = redirect("demo-cart" if wish else "demo-orders" if chosen else "demo-front")
    if not chosen.isdecimal() or len(chosen) > 12:
        response.delete_cookie(COOKIE, path="/demo-shop/")
        return response
    customer = get_object_or_404(offered(), pk=int(chosen))
    if wish:
        put_into_cart(customer, *wish)
    response.set_cookie(
        COOKIE, SIGNER.sign(str(customer.pk)), max_age=A_MONTH, path="/demo-shop/", httponly=True, samesite="Lax",
        secure=request.is_secure(),
    )  # fmt: skip
    return response


@storefront
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    shopper = request.shopper  # type: ignore[attr-defined]
    if shopper is None:
        return redirect("demo-shoppers")
    now = timezone.now()
    paces, pages = Paces(), CarrierPages()
    mine = [
        shown(order, now, paces=paces, pages=pages)
        for order in whole(Order.objects.filter(customer=shopper))[:50]
    ]
    return page(request, "demo/orders.html", {"orders": mine})


@storefront
@require_POST
def into_portal(request: HttpRequest) -> HttpResponse:
    """Whoever shops goes on to what they may see and do themselves; where no token can be made, a link is offered."""
    shopper = request.shopper  # type: ignore[attr-defined]
    if shopper is None:
        return redirect("demo-shoppers")
    words = urlencode({"token": token_for(shopper), "next": request.POST.get("next", "")})
    return redirect(f"{reverse('portal-jwt')}?{words}")


def offered():
    """Shoppers worth being: most parcels under way first, then most orders."""
    under_way = Count(
        "orders", filter=Q(orders__status__in=[OrderStatus.SHIPPED, OrderStatus.PENDING]), distinct=True
    )
    chosen = (
        Customer.objects.standing()
        .filter(orders__source="built_in")
        .annotate(under_way=under_way, order_count=Count("orders", distinct=True))
    )
    best = (
        chosen.filter(order_count__lte=12)
        .order_by("-under_way", "-order_count", "pk")
        .values_list("pk", flat=True)
    )
    return chosen.filter(pk__in=list(best[:OFFERED])).order_by("-under_way", "-order_count", "pk")
