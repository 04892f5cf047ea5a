"""Plain text on a page: what a stranger typed, as they typed it, with its addresses as links and nothing else."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from shopbell.core.reader import locale

LINK = re.compile(
    r"https?://[^\s<>\"'`]+|\bwww\.[^\s<>\"'`]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE
)
AFTER = ".,;:!?…*_"
PAIRS = {")": "(", "]": "[", "}": "{", "»": "«", "”": "“", "’": "‘"}
MARK = Markup('<mark class="{}">{}</mark>')
ANCHOR = Markup('<a href="{href}" target="_blank" rel="noopener noreferrer nofollow">{words}</a>')


class Mark(NamedTuple):
    """A stretch of a text that stands out, and in which way."""

    begin: int
    end: int
    classes: str


def paragraphs(text: str, marks: Iterable[Mark] = ()) -> Markup:
    """`text` escaped in a box that keeps its breaks and its direction, with links for web and mail addresses.

    Of the `marks`, given in order, those inside of an address are left out.
    """
    return Markup('<div class="plain" dir="auto">{}</div>').format(_linked(text, list(marks)))


def _linked(text: str, marks: list[Mark]) -> Markup:
    parts, end = [], 0
    for match in LINK.finditer(text):
        address = _without_tail(match.group())
        parts += [_marked(text, end, match.start(), marks), ANCHOR.format(href=_href(address), words=address)]
        end = match.start() + len(address)
    return Markup("").join([*parts, _marked(text, end, len(text), marks)])


def _marked(text: str, begin: int, end: int, marks: list[Mark]) -> Markup:
    """The stretch of `text` from `begin` to `end` with its marks."""
    parts = []
    for mark in marks:
        if begin <= mark.begin and mark.end <= end:
            parts += [
                escape(text[begin : mark.begin]),
                MARK.format(mark.classes, text[mark.begin : mark.end]),
            ]
            begin = mark.end
    return Markup("").join([*parts, escape(text[begin:end])])


def _without_tail(address: str) -> str:
    """`address` without the punctuation of the sentence it stands in: (see https://a.example/b.)"""
    while address:
        last = address[-1]
        if last in AFTER or (last in PAIRS and address.count(last) > address.count(PAIRS[last])):
            address = address[:-1]
        else:
            break
    return address


def _href(address: str) -> str:
    lower = address.lower()
    if lower.startswith(("http://", "https://")):
        return address
    return f"https://{address}" if lower.startswith("www.") else f"mailto:{address}"


def filesize(size_bytes: int) -> str:
    """`size_bytes` as people read it: 312 B, 4.6 kB, 1.2 MB."""
    if size_bytes < 1000:
        return _("%(n)s B") % {"n": size_bytes}
    size, unit = size_bytes / 1000, _("kB")
    for bigger in (_("MB"), _("GB")):
        if size >= 999.5:
            size, unit = size / 1000, bigger
    return f"{format_decimal(size, '#,##0.#' if size < 100 else '#,##0', locale=locale())} {unit}"
