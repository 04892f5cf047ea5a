"""Imprint and terms in the shop's own words as documents, in each language that has them. Numbered by their place.

What the shop says of privacy is found with the policies on it (`from_policies.py`): they stand on one page. Where it
names nothing but the address of a page of its own there is nothing to read.
"""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation

from shopbell.helpcenter.centre import HelpCentre, speak
from shopbell.helpcenter.legal import PRIVACY, TITLES
from shopbell.helpcenter.legal_words import plain_words

from .sources import Reader, Shown, Written

NUMBERED = dict(enumerate((name for name in TITLES if name != PRIVACY), start=1))  # a new one stands last


def written(ids: list[int]) -> Iterable[Written]:
    for number in ids:
        name = NUMBERED.get(number, "")
        for language in HelpCentre.current().languages:
            if said := plain_words(name, [language]):
                title = _title(name, language)
                yield Written(number, language, title, [(title, "A"), (said[1], "D")])


def shown(ids: list[int], reader: Reader) -> dict[int, Shown]:
    """Who may read them: everybody."""
    found = {}
    for number in ids:
        name = NUMBERED.get(number, "")
        if said := plain_words(name, list(reader.languages)):
            language, words = said
            address = reverse("help-legal", args=[reader.languages[0], name])
            found[number] = Shown(_title(name, language), address, language, words)
    return found


def all_ids() -> Iterable[int]:
    return list(NUMBERED)


def _title(name: str, language: str) -> str:
    with translation.override(None):
        speak(language)
        return str(TITLES[name])
