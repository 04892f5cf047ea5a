"""What differs between two versions of an article, as words that came and words that went.

Pictures, films and products stand among the words by their names, each as one word: what came and went of them shows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape, unescape
from urllib.parse import unquote

from django.utils.translation import gettext as _

from .article_text import Words
from .body import TAG, text_of_body
from .films import FILM_OF
from .products import PRODUCT

PIECE = re.compile(r"\[[^\[\]\n]+\]\s*|\S+\s*|\s+")  # what stands in brackets is one
IMAGE = re.compile(r"<img\b[^>]*>")
BESIDE = re.compile(r'\sdata-(?:still|captions)="[^"]*/([^"]*)"')  # files that belong to a film
SOURCE, SHOWN = re.compile(r'\ssrc="([^"]*)"'), re.compile(r'\salt="([^"]+)"')
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
        was, now = (_told(each) if name == "body" else each for each in (before[name], text))
        if was.split() != now.split():
            parts.append((name, list(runs(was, now))))
    return parts


def _told(html: str) -> str:
    """The words of a body, with what it shows besides."""
    named = IMAGE.sub(lambda found: escape(_picture(found[0])), html)
    named = FILM_OF.sub(lambda found: _figure(_("[Film: %(name)s]"), found), named)
    return text_of_body(PRODUCT.sub(lambda found: _figure(_("[Product: %(name)s]"), found), named))


def _figure(sentence: str, found: re.Match[str]) -> str:
    """A line that names what a figure shows, or else its address, and the files that belong to it."""
    words = " ".join(TAG.sub("", found[2]).split())
    files = (escape(unquote(unescape(name))) for name in BESIDE.findall(found[0]))
    return f"<p>{sentence % {'name': ' · '.join([words or found[1], *files])}}</p>"


def _picture(image: str) -> str:
    """What it shows, or else the name of its file."""
    source, shown = SOURCE.search(image), SHOWN.search(image)
    name = unescape(shown[1]) if shown else unquote(source[1].rpartition("/")[2]) if source else ""
    return _("[Picture: %(name)s]") % {"name": name}


def runs(was: str, now: str) -> Iterator[Run]:
    """Those of `now` and those that went, in their order; joined, "=" and "+" are `now`, "=" and "-" are `was`.

    Spaces and line ends between words are no change: those of `now` are given.
    """
    old, new = (_pieces(text, whole_lines=max(len(was), len(now)) > MOST_CHARACTERS) for text in (was, now))
    for kind, i1, i2, j1, j2 in _matched(old, new):
        if kind == "equal":
            yield Run("=", "".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield Run("-", "".join(old[i1:i2]))
        if j2 > j1:
            yield Run("+", "".join(new[j1:j2]))


def _matched(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    before, after = ([piece.strip() for piece in pieces] for pieces in (old, new))
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _pieces(text: str, *, whole_lines: bool) -> list[str]:
    return text.splitlines(keepends=True) if whole_lines else PIECE.findall(text)
