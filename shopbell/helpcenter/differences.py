"""What differs between two versions of an article, as words that came and words that went."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .article_text import Words
from .body import text_of_body

PIECE = re.compile(r"\S+\s*|\s+")
MOST_CHARACTERS = 10_000  # what is longer is compared by its lines: words would take their square


@dataclass(frozen=True)
class Run:
    """Words in a row that stayed ("="), came ("+") or went ("-")."""

    kind: str
    text: str


def differences(old: Words | None, new: Words) -> list[tuple[str, list[Run]]]:
    """The parts that differ, by name (title, summary, body), with the runs of their words."""
    return changes(old.words if old else {"title": "", "summary": "", "body": ""}, new.words)


def changes(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, list[Run]]]:
    """The same of words that need not be kept anywhere."""
    parts = []
    for name, text in after.items():
        was, now = (text_of_body(each) if name == "body" else each for each in (before[name], text))
        if was != now:
            parts.append((name, list(runs(was, now))))
    return parts


def runs(was: str, now: str) -> Iterator[Run]:
    """Those of `now` and those that went, in their order; joined, "=" and "+" are `now`, "=" and "-" are `was`."""
    old, new = (_pieces(text, whole_lines=max(len(was), len(now)) > MOST_CHARACTERS) for text in (was, now))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Run("=", "".join(old[i1:i2]))
            continue
        if i2 > i1:
            yield Run("-", "".join(old[i1:i2]))
        if j2 > j1:
            yield Run("+", "".join(new[j1:j2]))


def _pieces(text: str, *, whole_lines: bool) -> list[str]:
    return text.splitlines(keepends=True) if whole_lines else PIECE.findall(text)
