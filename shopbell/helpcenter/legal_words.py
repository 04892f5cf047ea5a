"""The shop's own words of `legal.py` as their readers see them."""

from typing import Any

from django.conf import settings

from .body import filled, text_in_a_line, with_anchors
from .centre import HelpCentre
from .legal import LegalTexts, is_address
from .living_links import with_living_links
from .markdown import to_body
from .variables import filler


def html_of(said: str, language: str) -> str:
    """Markdown as its readers see it: cleaned, with the values of policies as they are now."""
    html, _contents = with_anchors(with_living_links(filled(to_body(said), filler(language))))
    return html


def shown_words(name: str, centre: HelpCentre, language: str) -> dict[str, Any] | None:
    """The shop's own words on `name` for a page in `language`, or the address that has them; None without any."""
    said = LegalTexts.current().said(name, centre.chain(language))
    if said is None:
        return None
    code, words = said
    if is_address(words):
        return {"language": code, "html": "", "address": words}
    direction = "rtl" if code.partition("-")[0] in settings.LANGUAGES_BIDI else "ltr"
    return {"language": code, "direction": direction, "html": html_of(words, code), "address": ""}


def plain_words(name: str, chain: list[str]) -> tuple[str, str] | None:
    """What is said of `name` in the first language of `chain` that has it, behind that language and without marks; None
    where it is but an address."""
    said = LegalTexts.current().said(name, chain)
    if said is None or is_address(said[1]):
        return None
    code, words = said
    return code, text_in_a_line(filled(to_body(words), filler(code)))
