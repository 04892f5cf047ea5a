"""An article's body written as Markdown.

CommonMark with tables and ~~crossed out~~. What a help centre needs besides stands in marks that are known from
elsewhere, so that the text reads well as it is:

    1. Open the box.              steps; a list that is only numbered has 1) instead
    > [!TIP]                      what is set apart; [!WARNING] and [!NOTE] likewise
    > Keep the box.
    <var data-from="…">30</var>   any element that `body.clean_body` lets stay
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from .body import clean_body
from .written_markdown import to_markdown

__all__ = ["to_body", "to_markdown"]

ASIDE = re.compile(r"\[!(TIP|WARNING|NOTE)\][ \t]*(?:\n|\Z)")


def to_body(markdown: str, placed: Callable[[str, str, str], str] | None = None) -> str:
    """The body that `markdown` describes, cleaned as every body is; its addresses are as `placed` puts them."""
    return clean_body(READER.render(markdown), placed)


def _steps(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "ordered_list_open" and token.markup == ".":
            token.attrSet("class", "steps")


def _asides(state: StateCore) -> None:
    """Quotes that begin with the name of an aside are one."""
    tokens = state.tokens
    left_out: set[int] = set()
    for place, token in enumerate(tokens):
        if token.type != "blockquote_open" or tokens[place + 1].type != "paragraph_open":
            continue
        words = tokens[place + 2]
        if not (name := ASIDE.match(words.content)):
            continue
        words.content = words.content[name.end() :]
        if not words.content:
            left_out.update(range(place + 1, place + 4))  # the paragraph held the name alone
        end = next(
            each for each in tokens[place:] if each.type == "blockquote_close" and each.level == token.level
        )
        token.tag = end.tag = "aside"
        if name[1] != "NOTE":
            token.attrSet("class", name[1].lower())
    state.tokens = [token for place, token in enumerate(tokens) if place not in left_out]


READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
READER.core.ruler.after("block", "steps", _steps)
READER.core.ruler.after("block", "asides", _asides)
