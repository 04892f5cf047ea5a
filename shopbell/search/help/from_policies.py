"""The shop's policy pages as documents, in each language of the help centre. A page is numbered by its place.

What the shop says of privacy in its own words stands on the page of that and is found with it.
"""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone, translation

from shopbell.helpcenter.centre import HelpCentre, speak
from shopbell.helpcenter.legal_words import plain_words
from shopbell.shop.policies.page import NUMBERED, Page, parts_of

from .sources import Reader, Shown, Written


def written(ids: list[int]) -> Iterable[Written]:
    for number in ids:
        for language in HelpCentre.current().languages:
            page = NUMBERED.get(number)
            text = _text(page, [language]) if page else ""
            if page and text:
                title = title_of(page, language)
                yield Written(number, language, title, [(title, "A"), (text, "D")])


def shown(ids: list[int], reader: Reader) -> dict[int, Shown]:
    """Who may read them: everybody."""
    language = reader.languages[0]
    found = {}
    for number in ids:
        page = NUMBERED.get(number)
        if page and (text := _text(page, list(reader.languages))):
            address = reverse("help-policy", args=[language, page.slug])
            found[number] = Shown(title_of(page, language), address, language, text)
    return found


def all_ids() -> Iterable[int]:
    return list(NUMBERED)


def title_of(page: Page, language: str) -> str:
    with translation.override(None):
        speak(language)
        return str(page.title)


def _text(page: Page, chain: list[str]) -> str:
    """All that stands on the page today for who reads the languages of `chain`, the best first."""
    with translation.override(None):
        speak(chain[0])
        parts = parts_of(page, timezone.now())
        said = [
            [f"{part.label}:", *part.limits, *(_answer(answer) for answer in part.answers)] for part in parts
        ]
    own = plain_words(page.slug, chain)
    return " ".join([*(sentence for sentences in said for sentence in sentences), *([own[1]] if own else [])])


def _answer(answer) -> str:
    return " ".join([answer.sentence, *(f"{label}: {value}." for label, value in answer.facts)])
