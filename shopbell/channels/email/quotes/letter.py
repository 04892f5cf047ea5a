"""A mail as lines, the way people see it: what text and HTML have in common when quotes are looked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from .words import EDGES, LONGEST

QUOTED = re.compile(r"^\s*((?:[>＞]\s?)+)")
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
LINK_ALONE = re.compile(r"^\s*[(<\[]https?://\S*[)>\]]?\s*(?:>\s*)?$")
WHERE_LINES_BREAK, LONGEST_LINE = 76, 80
OPEN_LINK = re.compile(r"[(<\[]https?://[^)>\]\s]*$")


class Mark(Enum):
    """What the structure of a page says about a line."""

    OPENING = "introduces a quote"
    TAIL = "from here on all is quoted"
    SIGNATURE = "belongs to a signature"


@dataclass(slots=True)
class Line:
    """A line as people see it. `depth` says how often it is quoted, `loose` that only its indentation says so."""

    words: str
    depth: int = 0
    mark: Mark | None = None
    loose: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.depth and not self.words.strip()


@dataclass
class Letter:
    """The lines of a mail. `tries` counts how often a costly pattern was tried: a hostile mail gets only so many."""

    lines: list[Line]
    words: list[str] = field(init=False)
    tries: int = 0

    def __post_init__(self) -> None:
        self.words = [line.words for line in self.lines]

    def joined(self, first: int, last: int) -> str:
        """The lines from `first` to before `last` in one, since programs break long ones; empty when it is too long."""
        words = self.words[first:last]
        return " ".join(each.strip() for each in words) if sum(map(len, words)) <= LONGEST else ""

    def skip_empty(self, number: int) -> int:
        """The first line from `number` on that is not empty."""
        while number < len(self.lines) and self.lines[number].is_empty:
            number += 1
        return number

    def skip_empty_above(self, number: int) -> int:
        """The line below the last one before `number` that is not empty."""
        while number and self.lines[number - 1].is_empty:
            number -= 1
        return number

    def says_something(self, first: int, end: int) -> bool:
        """Whether somebody says something of their own between these lines."""
        return any(not line.depth and line.words.strip(EDGES) for line in self.lines[first:end])


def lines_of(raw: Sequence[str]) -> list[Line]:
    """The lines of a plain text. What was broken off a quoted line stays inside the quote that it began in."""
    lines = [line_of(each) for each in raw]
    for number in range(1, len(lines) - 1):
        above, line, below = lines[number - 1 : number + 2]
        is_amid = above.depth and below.depth and not line.depth and not line.is_empty
        if is_amid and (_is_link(above, line) or _is_broken_off(raw[number - 1], line)):
            line.depth = above.depth
    return lines


def _is_link(above: Line, line: Line) -> bool:
    return bool(LINK_ALONE.match(line.words[:LONGEST]) or OPEN_LINK.search(above.words[-LONGEST:]))


def _is_broken_off(above: str, line: Line) -> bool:
    """Some programs break a long line and forget the mark of the second half.

    Its first word did not fit above, and it goes on in small letters in the middle of a sentence: no answer does that.
    """
    if not (line.words[:1].islower() and above.rstrip()[-1:].isalpha() and len(above) <= LONGEST_LINE):
        return False
    return (
        len(above.rstrip()) + 1 + len(line.words.split()[0]) > WHERE_LINES_BREAK
        and len(line.words) < WHERE_LINES_BREAK
    )


def line_of(raw: str) -> Line:
    marks = QUOTED.match(raw)
    if not marks:
        return Line(readable(raw))
    return Line(readable(raw[marks.end() :]), depth=marks[1].count(">") + marks[1].count("＞"))


def readable(raw: str) -> str:
    """`raw` with plain spaces and without what steers the direction of writing."""
    return SPACES.sub(" ", UNSEEN.sub("", raw)).rstrip("\r\n")
