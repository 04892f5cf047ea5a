"""Boxes: a quote that answers stand between is folded in its place, and opens where it stands.

In a page it becomes a `details` without words in its `summary`: whoever shows it puts them there, in the reader's
language. Where the tags allow no box around just this quote, it stays in sight.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .fold import fold_each
from .letter import QUOTED, lines_of

OPEN, CLOSE = "<details><summary></summary>", "</details>"
TOKEN = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^>"]++|"[^"]*+")*+)>')
VOID = {"br", "hr", "img", "col", "wbr"}
INSIDE_ONLY = {"tr", "td", "th", "tbody", "thead", "tfoot", "caption", "colgroup", "col", "li", "dt", "dd"}
LONGEST_LABEL = 100


class Stretch(NamedTuple):
    """Words of a text that follow one another: the person's own, or a quote, with the words that name it."""

    words: str
    label: str = ""


def stretches_of(text: str, *, is_forward: bool = False) -> list[Stretch]:
    """A text as it is shown, with each quote in it by itself. Joined by line breaks they are the text."""
    raw = text.split("\n")
    lines = lines_of(raw)
    if not any(line.depth for line in lines):
        return [Stretch(text)]
    hidden, between = fold_each(lines, is_forward=is_forward)
    for first, end in between:
        hidden[first:end] = [True] * (end - first)
    found: list[Stretch] = []
    start = 0
    for end in range(1, len(raw) + 1):
        if end == len(raw) or hidden[end] != hidden[start]:
            label = label_of(raw[start:end]) if hidden[start] else ""
            found.append(Stretch("\n".join(raw[start:end]), label))
            start = end
    return found


def label_of(raw: list[str]) -> str:
    """The first words that are quoted, or else the first at all."""
    quoted = [QUOTED.sub("", line).strip() for line in raw if QUOTED.match(line)]
    words = next((line for line in [*quoted, *(each.strip() for each in raw)] if line), "…")
    return words[:LONGEST_LABEL]


def balanced(page: str, start: int, first: int, last: int, end: int) -> tuple[int, int] | None:
    """From where to where a box may go that holds what is between `first` and `last`, and nothing before `start` or
    behind `end`. None when the tags do not allow one."""
    open_tags: list[tuple[str, int, int]] = []
    low = start
    for match in _tags(page, start, end):
        name = match[2].lower()
        if not match[1]:
            open_tags.append((name, match.start(), match.end()))
        elif open_tags and open_tags[-1][0] == name:
            open_tags.pop()
        elif open_tags:
            return None
        else:
            low = match.end()
    low = max([low, *(tag_end for _name, tag_start, tag_end in open_tags if tag_start < first)])
    high = min([end, *(tag_start for _name, tag_start, _end in open_tags if tag_start >= first)])
    if low > first or high < last or _is_in_paragraph(page, low):
        return None
    begins_with = next(_tags(page, low, high), None)
    is_part = begins_with is not None and begins_with[2].lower() in INSIDE_ONLY
    return None if is_part else (low, high)


def _is_in_paragraph(page: str, place: int) -> bool:
    """Whether a paragraph is open there: a box would end it, and with it how the words below are to look."""
    opened = max(page.rfind("<p>", 0, place), page.rfind("<p ", 0, place))
    return opened > page.rfind("</p>", 0, place)


def _tags(page: str, start: int, end: int) -> Iterator[re.Match[str]]:
    return (match for match in TOKEN.finditer(page, start, end) if match[2].lower() not in VOID)
