"""The words of a post: Markdown as typed, and the HTML that is shown. Links lend nobody weight in a search engine.

There are no pictures and no headings: a post is an answer and no page. A line end is a line end, as people expect who
never heard of Markdown.
"""

import re
from unicodedata import category

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from shopbell.core.address_in_text import addresses_in
from shopbell.core.errors import Refused
from shopbell.core.plain_text import plain_text
from shopbell.core.storable import storable

MOST_CHARACTERS = 10_000
TAGS = set("a blockquote br code del em li ol p pre s strong ul".split())
READER = (
    MarkdownIt("commonmark", {"html": False, "breaks": True})
    .enable("strikethrough")
    .disable(["image", "heading", "lheading", "hr", "reference"])
)
MOST_MARKS = 8  # more than any writing puts on one letter
PILE = re.compile(rf"[^\w\s]{{{MOST_MARKS + 1},}}")  # of marks, or of anything else that is no letter
CODE = re.compile(r"(```.*?```|`[^`\n]*`|<https?://[^>\s]*>|\]\([^)\s]*\))", re.DOTALL)


def without_piles(text: str) -> str:
    """`text` with at most `MOST_MARKS` marks on a letter: a pile of hundreds fits no line and widens the page."""
    return PILE.sub(_thinned, text)


def _thinned(pile: re.Match[str]) -> str:
    kept, marks = [], 0
    for each in pile[0]:
        kind = category(each)
        if kind in ("Mn", "Me"):
            marks += 1
        elif kind != "Cf":  # a joiner begins no letter
            marks = 0
        if marks <= MOST_MARKS:
            kept.append(each)
    return "".join(kept)


def tidy_text(text: str) -> str:
    """What was typed, as it is kept. Raises Refused when it is empty or too long."""
    text = without_piles(storable(text)).strip()
    if not text:
        raise Refused(_("Write something first."))
    if len(text) > MOST_CHARACTERS:
        raise Refused(_("Write at most %(most)s characters.") % {"most": MOST_CHARACTERS})
    return text


def html_of(text: str) -> str:
    """`text` as it is shown, cleaned; addresses that were typed bare are links."""
    return nh3.clean(
        READER.render(_with_links(text)),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="nofollow ugc noopener",
    ).strip()


def plain_words(html: str) -> str:
    return plain_text(html)


def _with_links(text: str) -> str:
    """Bare addresses of the web in the brackets that make them links; what is code or a link already stays."""
    return "".join(part if place % 2 else _bracketed(part) for place, part in enumerate(CODE.split(text)))


def _bracketed(text: str) -> str:
    done, end = [], 0
    for found in addresses_in(text):
        if found.href.startswith("http"):
            done += [text[end : found.start], f"[{found.words}](<{found.href}>)"]
            end = found.end
    return "".join([*done, text[end:]])


def links_in(text: str) -> int:
    """How many addresses of the web stand in `text`, however they are written."""
    return sum(each.href.startswith("http") for each in addresses_in(text))


def names_an_address(text: str) -> bool:
    """Whether somebody's mail address stands in `text`, which everybody would read."""
    return any(each.href.startswith("mailto:") for each in addresses_in(text))
