"""Plain text on a page: what a stranger typed, as they typed it, with its addresses as links and nothing else."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from shopbell.channels.email.showing.destination import destination
from shopbell.core.address_in_text import addresses_in

MARK = Markup('<mark class="{}">{}</mark>')
NOTHING = Markup("")
BEWARE = Markup(' <strong class="badge badge-broken" role="note">{}</strong>')
# from left to right also among words that run the other way, and no sign of which way the text around it runs
ANCHOR = Markup('<a href="{href}" dir="ltr" target="_blank" rel="noopener noreferrer nofollow">{words}</a>')


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


def bdi(words: object) -> Markup:
    """`words` escaped, for the midst of a sentence whose script may run the other way."""
    return Markup("<bdi>{}</bdi>").format(words)


def breakable(address: str) -> Markup:
    """`address` escaped; where it is too long for a line it breaks after its @, before any letter must part."""
    return Markup("@<wbr>").join(str(address).split("@"))


def _linked(text: str, marks: list[Mark]) -> Markup:
    parts, end = [], 0
    for found in addresses_in(text):
        parts += [
            _marked(text, end, found.start, marks),
            ANCHOR.format(href=found.href, words=found.words),
            _warning(found.href),
        ]
        end = found.end
    return Markup("").join([*parts, _marked(text, end, len(text), marks)])


def _warning(href: str) -> Markup:
    """What is to be said behind a link whose name is not what it looks like; nothing behind nearly all."""
    if href.isascii() and "xn--" not in href.lower() and "@" not in href.removeprefix("mailto:"):
        return NOTHING
    found = None if href.startswith("mailto:") else destination(href)
    return BEWARE.format(found.warning) if found and found.warning else NOTHING


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
