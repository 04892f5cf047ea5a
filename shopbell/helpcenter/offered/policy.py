"""Pages of the shop's policies as answers that are offered. A page is numbered by its place, as the search does it."""

from collections.abc import Collection

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from shopbell.channels.offered import Kind, Page, Titled
from shopbell.shop.policies.page import NUMBERED, pages_at, parts_of

from ..centre import HelpCentre, speak


def read(number: int, language: str) -> Page | None:
    page, centre = NUMBERED.get(number), HelpCentre.current()
    if not page or not centre.is_on or language not in centre.languages:
        return None
    with translation.override(None):
        speak(language)
        parts = parts_of(page, timezone.now())
        html = render_to_string("help/_policy_parts.html", {"parts": parts})
        title = str(page.title)
    return Page(title, language, html, reverse("help-policy", args=[language, page.slug])) if parts else None


def open_in(numbers: Collection[int]) -> set[tuple[int, str]]:
    told, languages = pages_at(timezone.now()), HelpCentre.current().languages
    return {
        (number, language)
        for number, page in NUMBERED.items()
        for language in languages
        if number in numbers and page in told
    }


def titles(numbers: Collection[int]) -> dict[int, Titled]:
    centre = HelpCentre.current()
    return {
        number: Titled(str(page.title), "", reverse("help-policy", args=[centre.language, page.slug]))
        for number, page in NUMBERED.items()
        if number in numbers
    }


POLICY = Kind(_("Our policy"), "scale", _("Open in the help centre"), read, open_in, titles)
