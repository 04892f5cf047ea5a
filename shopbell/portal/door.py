"""The door of every page of the portal: a shopper is signed in, or is asked for their address and then led back."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from shopbell.core.reader import kept_language
from shopbell.customers.customer import Customer
from shopbell.promises.business_hours import shop_zone
from shopbell.promises.opening import zones

from .session import customer_of

View = Callable[..., HttpResponseBase]


class ShopperRequest(HttpRequest):
    """What a view behind this door receives: somebody is signed in."""

    customer: Customer


def shopper_view(view: View) -> View:
    """Only for shoppers who are signed in. What they see is found by their customer alone."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        customer = customer_of(request)
        if customer is None:
            here = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("portal")
            return redirect(f"{reverse('portal-sign-in')}?next={quote(here)}")
        request.customer = customer  # type: ignore[attr-defined]
        speak_their_language(request)
        with timezone.override(zone_of(customer)):
            return view(request, *args, **kwargs)

    return guarded


def zone_of(customer: Customer) -> ZoneInfo:
    """Their own where it is known, else the shop's: by that clock they read until when they can do something."""
    return ZoneInfo(customer.time_zone) if customer.time_zone in zones() else shop_zone()


def speak_their_language(request: HttpRequest) -> None:
    """The one that the customer prefers, unless the address or the browser's cookie names another."""
    chosen = request.GET.get("lang") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen or not request.customer.language:  # type: ignore[attr-defined]
        return
    try:
        code = translation.get_supported_language_variant(request.customer.language)  # type: ignore[attr-defined]
    except (LookupError, ValueError):
        return
    translation.activate(code)
    request.LANGUAGE_CODE = code


def keep_their_language(customer: Customer) -> None:
    """Write to them in the language that they read in, with its region, where none is known: it may be their choice."""
    if not customer.language:
        customer.language = kept_language()
        customer.save(update_fields=["language"])


def page_of_ours(address: str) -> str:
    """`address` if it is a page for shoppers on this host, else the portal's first: nobody is led elsewhere."""
    is_here = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_here and address.startswith(PAGES) else reverse("portal")


PAGES = ("/portal/", "/help/", "/community/")
