"""/help/<language>/policies/<page>/: the shop's policies in the frame of the help centre, made of the rows by which
actions are decided. They stay open while the help centre is closed: a shop must tell them.

/policies/ and /policies/<page>/ are their addresses of before, and those that say no language: they lead here.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shopbell.channels.offered import Named
from shopbell.core.revalidated import revalidated
from shopbell.shop.policies.page import PAGES, held_since, number_of, parts_of

from ..centre import HelpCentre, centre_in
from ..kept_page import kept, met_by
from ..legal import TITLES, told_pages
from ..legal_words import shown_words
from ..reading import Reader
from ..structured import crumbs_of
from .public import frame


@require_safe
@kept
def index(request: HttpRequest, language: str) -> HttpResponse:
    """Every page on which something stands."""
    centre = centre_in(language)
    here = reverse("help-policies", args=[language])
    crumbs = crumbs_of(request, centre, language, (_("Our policies"), here))
    return _page(request, language, "help/policies.html", {"crumbs": crumbs}, ("help-policies",))


@require_safe
@kept
def page(request: HttpRequest, language: str, policy_page: str) -> HttpResponse:
    centre = centre_in(language)
    shown = PAGES.get(policy_page)
    if not shown:
        raise Http404
    parts, own = parts_of(shown, timezone.now()), shown_words(shown.slug, centre, language)
    if not parts and (own is None or own["address"]):
        raise Http404
    if not request.user.is_authenticated:
        met_by(request, Named("policy", number_of(shown), language))
    crumbs = crumbs_of(
        request,
        centre,
        language,
        (_("Our policies"), reverse("help-policies", args=[language])),
        (shown.title, request.path),
    )
    asked = (
        "" if request.user.is_authenticated else reverse("help-useful-policy", args=[language, shown.slug])
    )
    context = {
        "shown": shown,
        "parts": parts,
        "own": own,
        "since": held_since(shown, timezone.now()),
        "crumbs": crumbs,
        "useful_address": asked,
    }
    return _page(request, language, "help/policy.html", context, ("help-policy", policy_page))


@require_safe
@kept
def legal(request: HttpRequest, language: str, legal_name: str) -> HttpResponse:
    """Imprint or terms, or the shop's own page that has them."""
    centre = centre_in(language)
    own = shown_words(legal_name, centre, language)
    if legal_name not in TITLES or own is None:
        raise Http404
    if own["address"]:
        return redirect(own["address"])
    if legal_name in PAGES:
        return redirect("help-policy", language, legal_name)
    return _page(
        request,
        language,
        "help/legal.html",
        {"title": TITLES[legal_name], "own": own},
        ("help-legal", legal_name),
    )


@require_safe
def moved(request: HttpRequest, policy_page: str = "") -> HttpResponse:
    """To the page in the language that is asked for (`?lang=`, the browser), or the nearest that the centre has."""
    if policy_page and policy_page not in PAGES:
        raise Http404
    language = HelpCentre.current().nearest(translation.get_language() or "")
    name = "help-policy" if policy_page else "help-policies"
    address = reverse(name, args=[language, policy_page] if policy_page else [language])
    answer = redirect(address, permanent=True)
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def _page(
    request: HttpRequest, language: str, template: str, context: dict[str, Any], here: tuple[Any, ...]
) -> HttpResponse:
    """The page, or that nothing changed: a browser asks each time, so that nobody reads a rule of yesterday."""
    centre = centre_in(language)
    told = {"pages": told_pages()} | context
    answer = render(request, template, frame(request, centre, Reader(language), here) | told)
    answer.headers["Content-Language"] = language
    return revalidated(request, answer, is_public=not request.user.is_authenticated)
