"""Guides as answers that are offered: the first step is read in place, and each choice leads on in the help centre."""

from collections.abc import Collection
from typing import cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shopbell.channels.offered import Kind, Page, Titled

from ..centre import HelpCentre, speak
from ..crawler import is_crawler
from ..guides.counting import BEGUN, count
from ..guides.guide import Guide, GuideVersion
from ..guides.reading import shown_at
from ..guides.tree import language_of, said
from ..guides.views.public import address_at
from ..reading import Reader


def read(number: int, language: str) -> Page | None:
    centre, guide = HelpCentre.current(), _open([number]).first()
    if not guide or not centre.is_on or language not in centre.languages:
        return None
    shown = shown_at(guide, _tree(guide), "", centre, Reader(language))
    if not shown:
        return None
    onward = [(each.words, address_at(language, guide.slug, each.way)) for each in shown.onward]
    with translation.override(None):
        speak(shown.language)
        html = render_to_string("help/_guide_begin.html", {"shown": shown, "onward": onward})
    return Page(shown.title, shown.language, html, address_at(language, guide.slug, ""))


def open_in(numbers: Collection[int]) -> set[tuple[int, str]]:
    return {
        (guide.pk, code) for guide in _open(numbers) for code, title in _tree(guide).title.items() if title
    }


def titles(numbers: Collection[int]) -> dict[int, Titled]:
    chain = HelpCentre.current().chain(HelpCentre.current().language)
    found = {}
    for guide in Guide.objects.published().filter(pk__in=numbers):
        words, spoken = _tree(guide).title, [*chain, guide.language]
        address = reverse("help-desk-guide", args=[guide.pk])
        found[guide.pk] = Titled(said(words, spoken), language_of(words, spoken), address)
    return found


def note(request: HttpRequest, number: int, language: str) -> None:
    """It was begun, as on its page."""
    guide = _open([number]).first()
    if guide and not request.user.is_authenticated and not is_crawler(request):
        count(guide, BEGUN)


def _open(numbers: Collection[int]):
    return Guide.objects.published().readable_by().filter(pk__in=numbers)


def _tree(guide: Guide):
    return cast(GuideVersion, guide.shown).tree  # what is published has it


GUIDE = Kind(_("Step by step"), "route", _("Open in the help centre"), read, open_in, titles, note)
