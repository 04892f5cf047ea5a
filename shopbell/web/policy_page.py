"""/policies/ and /policies/<page>/: the shop's policies for shoppers, in the reader's language, kept by its ETag."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shopbell.accounts.language import languages
from shopbell.channels.brand import Brand
from shopbell.core.revalidated import revalidated
from shopbell.shop.policies.page import PAGES, pages_at, parts_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every page on which something stands."""
    return _kept(request, "policies/index.html", {})


@require_safe
def page(request: HttpRequest, policy_page: str) -> HttpResponse:
    now = timezone.now()
    shown = PAGES.get(policy_page)
    parts = parts_of(shown, now) if shown else []
    if not parts:
        raise Http404
    return _kept(request, "policies/page.html", {"shown": shown, "parts": parts})


def _kept(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or that nothing changed: a browser asks each time, so that nobody reads a rule of yesterday."""
    frame = {"brand": Brand.current(), "pages": pages_at(timezone.now()), "tongues": _tongues()}
    return revalidated(request, render(request, template, frame | context))


def _tongues() -> list[tuple[str, str]]:
    """The languages that a reader may change to; one English is enough."""
    return [each for each in languages() if each[0] != "en-gb"]
