"""The door of the storefront: there is one only while the demo shop exists.

Who shops is a signed cookie of this site, chosen with one click: no password, since nobody here is real.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Min, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from shopbell.channels.own_ways import own_ways
from shopbell.customers.models import Customer
from shopbell.shop.models import CartLine, Product
from shopbell.shop.policies.page import pages_at

from ..desk import CHAT_KEY, FORM_KEY
from ..shop import DOMAIN, NAME, TAGLINE, is_demo

COOKIE = "demo_shopper"
SIGNER = Signer(salt="demo-shopper")
View = Callable[..., HttpResponse]


def storefront(view: View) -> View:
    """404 on a real shop's desk; `request.shopper` is the customer who shops, or None."""

    @wraps(view)
    def opened(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not is_demo():
            raise Http404
        request.shopper = shopper_of(request)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return opened


def shopper_of(request: HttpRequest) -> Customer | None:
    try:
        number = int(SIGNER.unsign(request.COOKIES.get(COOKIE, "")))
    except (BadSignature, ValueError):
        return None
    return Customer.objects.standing().filter(pk=number).first()


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the storefront with what all of them show."""
    shopper = request.shopper  # type: ignore[attr-defined]
    lines = CartLine.objects.filter(cart__customer=shopper) if shopper else CartLine.objects.none()
    frame = {
        "name": NAME,
        "tagline": TAGLINE,
        "care": f"care@{DOMAIN}",
        "chat_key": CHAT_KEY,
        "form_key": FORM_KEY,
        "shopper": shopper,
        "in_cart": lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0,
        "categories": categories(),
        "ways": own_ways(get_language() or ""),
        "policies": pages_at(timezone.now()),
    }
    return render(request, template, frame | context, status=status)


def categories() -> list[str]:
    """In the order of the printed catalogue."""
    rows = Product.objects.filter(source="built_in").values("category").annotate(first=Min("pk"))
    return [row["category"] for row in rows.order_by("first")]
