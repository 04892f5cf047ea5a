"""Signatures: what stands below a mail, an agent's own line and an inbox's, as text and, where formatted, as HTML too.

They are written in the composer's editor and may name what macros name, but for the order, which few tickets have.
What is wrong in one is said when it is written. One that cannot be filled in stands in the mail as it was written: a
mail leaves in any case. What is kept is always as the cleaner left it: a placeholder is read as one only while it is
filled in, and what comes of that is cleaned once more.
"""

import html as html_words
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import Template
from markupsafe import Markup, escape

from shopbell.core.errors import Refused
from shopbell.core.storable import storable

from .macro_text import NAMES, UNFIT, compile_text, fill_in, refuse_unknown_names
from .rich_text import clean_rich, rich_words

MAX_CHARACTERS = 2_000
MAX_HTML = 10_000
WITHOUT = {"order"}
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
TAG, PICTURE = re.compile(r"<[^>]*>"), re.compile(r"<img\b[^>]*>", re.IGNORECASE)


def read_signature(text: str, html: str) -> tuple[str, str]:
    """Text and HTML of a signature as they are kept; the HTML is empty where nothing is formatted.

    Raises Refused when it is too long, or names what a mail may not have.
    """
    text, html = rich_words(storable(text).strip(), PICTURE.sub("", storable(html)))
    if len(text) > MAX_CHARACTERS or len(html) > MAX_HTML:
        raise Refused(_("A signature may have up to %(count)s characters. Shorten it.") % {"count": "2,000"})
    for words, is_html in ((text, False), (_as_template(html), True)):
        compile_text(words, is_html=is_html)
        refuse_unknown_names(words, without=WITHOUT)
    return text, html


def filled_signature(text: str, html: str, words: Mapping[str, Any]) -> tuple[str, str]:
    """Text and HTML with `words` in their places; each as it was written where that cannot be."""
    if "{" not in text + html:  # the address of a link without words stands in the HTML alone
        return text, html
    filled = _filled(html, words, is_html=True) if html else ""
    return _filled(text, words, is_html=False).strip(), clean_rich(filled)


def shown_signature(text: str, html: str, words: Mapping[str, Any]) -> Markup:
    """A signature while it is being written, to somebody who does not exist; `words` are those that are known."""
    cleaned_text, cleaned = rich_words(text, PICTURE.sub("", html))
    text, html = filled_signature(cleaned_text.strip(), cleaned, {**NAMES, **words})
    return Markup(html) if html else Markup("<br>").join(escape(line) for line in text.split("\n"))  # noqa: S704 (cleaned)


def _as_template(html: str) -> str:
    """Somebody may make half of a placeholder bold, and quotes in it are no quotes of HTML.

    To be filled in and cleaned, never to be kept or shown: it may hold any HTML.
    """
    return PLACEHOLDER.sub(
        lambda match: html_words.unescape(TAG.sub("", match[0])).replace("\xa0", " "), html
    )


def _filled(written: str, words: Mapping[str, Any], *, is_html: bool) -> str:
    try:
        return fill_in(_template(written, is_html=is_html), words)
    except (Refused, *UNFIT):
        return written


@lru_cache(maxsize=256)
def _template(written: str, *, is_html: bool) -> Template:
    return compile_text(_as_template(written) if is_html else written, is_html=is_html)
