"""/help/<language>/search/: the one search as shoppers see it, with and without scripts; no search engine keeps it."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.models import Agent
from shopbell.core.rate import count_address
from shopbell.core.storable import storable
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.views.public import frame, reader_at
from shopbell.portal.session import customer_of
from shopbell.search.ask import MOST_CHARACTERS

from .asked import note_opened, note_search, noted_search
from .find import find
from .mine import MINE
from .sources import SOURCES, Reader

SHOWN, SUGGESTED, MOST_PAGES = 30, 6, 10
OPENED = "help search opened"  # what its signature is for
AN_HOUR = 3_600


@require_safe
def search(request: HttpRequest, language: str) -> HttpResponse:
    count_address("help-search", request, limit=60, seconds=60)
    centre, reader = reader_at(request, language)
    typed, labels = _typed(request), labels_of_kinds()
    kind, category = (storable(request.GET.get(name, ""))[:120] for name in ("kind", "category"))
    searches, number = searcher(request, centre, language), _page_number(request)
    results = find(
        typed,
        language=language,
        reader=searches,
        kinds=[kind] if kind in labels else None,
        category=category,
        limit=SHOWN,
        skip=(number - 1) * SHOWN,
        own=True,
    )
    chosen = {name: value for name, value in (("q", typed), ("kind", kind), ("category", category)) if value}
    here = f"{reverse('help-search', args=[language])}?{urlencode(chosen)}"
    if number > 1 and not results.hits:  # less is found than when the page before was made
        return redirect(here)
    if results.instead and not results.hits and not _finds_anything(results.instead, language, searches):
        results.instead = ""  # it would lead to another page without anything
    is_first = (
        not kind and not category and request.method == "GET" and not request.headers.get("Sec-Purpose")
    )
    is_noted = is_first and not searches.agent  # an agent is no shopper, and finds what shoppers do not
    asked = None
    if is_noted and number == 1:
        asked = note_search(request, typed, language=language, hits=results.count)
    elif is_noted:
        asked = noted_search(request, typed)
    context: dict[str, Any] = {
        "typed": typed,
        "results": results,
        "kind": kind,
        "category": category,
        "labels": labels,
        "categories": _categories(results.categories, centre.chain(language)),
        "opened": signing.dumps(asked.pk, salt=OPENED) if asked else "",
        "here": here,
        "number": number,
    }
    around = frame(request, centre, reader, ("help-search",))
    answer = render(request, "help/search.html", around | context)
    answer.headers["Content-Language"] = language
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _finds_anything(text: str, language: str, reader: Reader) -> bool:
    return bool(find(text, language=language, reader=reader, limit=1, own=True).hits)


@require_safe
def suggestions(request: HttpRequest, language: str) -> HttpResponse:
    """What is nearest to what is being typed, as JSON."""
    count_address("help-suggestions", request, limit=240, seconds=60)
    centre, _reader = reader_at(request, language)
    reader, labels = searcher(request, centre, language), labels_of_kinds()
    results = find(
        _typed(request), language=language, reader=reader, limit=SUGGESTED, own=True, by_meaning=False
    )
    hits = [
        {"title": hit.title.striptags(), "address": hit.address, "kind": str(labels[hit.kind])}
        for hit in results.hits
    ]
    said = ngettext("%(num)d suggestion", "%(num)d suggestions", len(hits)) % {"num": len(hits)}
    answer = JsonResponse({"hits": hits, "said": said})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@csrf_exempt
@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """Somebody opened a result: the page says so by a beacon, with what it was signed with."""
    count_address("help-search", request, limit=60, seconds=60)
    try:
        note_opened(signing.loads(request.POST.get("search", ""), salt=OPENED, max_age=AN_HOUR))
    except signing.BadSignature:
        return HttpResponse(status=400)
    return HttpResponse(status=204)


def searcher(request: HttpRequest, centre: HelpCentre, language: str) -> Reader:
    """Who searches, as far as the request says."""
    agent = request.user if isinstance(request.user, Agent) else None
    customer = None if agent else customer_of(request)
    return Reader(customer, agent, tuple(centre.chain(language)))


def labels_of_kinds() -> dict[str, Any]:
    """What each kind of result is called, in the order of the facets."""
    return {MINE: _("Mine")} | {name: source.label for name, source in SOURCES.items()}


def _typed(request: HttpRequest) -> str:
    return storable(request.GET.get("q", ""))[:MOST_CHARACTERS].strip()


def _page_number(request: HttpRequest) -> int:
    """Which page of what was found is asked for, from 1; no more than all that is ranked may fill."""
    said = request.GET.get("page", "")
    return min(max(int(said), 1), MOST_PAGES) if said.isascii() and said.isdecimal() and len(said) < 4 else 1


def _categories(counts: dict[str, int], chain: list[str]) -> list[tuple[str, str, int]]:
    """Slug, name and count of each, the largest first; a product's category has its name alone."""
    named = {
        each.slug: each.named_in(chain)
        for each in Category.objects.filter(slug__in=counts).prefetch_related("names")
    }
    rows = [(slug, str(named.get(slug) or slug), count) for slug, count in counts.items()]
    return sorted(rows, key=lambda row: (-row[2], row[1]))
