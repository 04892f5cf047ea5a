"""The kinds of things that are offered as answers. The floor that has one says what it is called, which of them
everybody may read, and how one is read in place of the question; what is offered is named by a key that says its kind.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

MOST_KIND, MOST_LANGUAGE, MOST_DIGITS = 12, 12, 18


@dataclass(frozen=True)
class Page:
    """A thing as it is read in place of the question; `html` is clean."""

    title: str
    language: str
    html: str
    address: str


@dataclass(frozen=True)
class Titled:
    """A thing among figures; `address` is where the desk shows it."""

    title: str
    language: str
    address: str


@dataclass(frozen=True)
class Kind:
    """`open_in` names those that everybody may read, each with the languages it is there in; a number it is not asked
    for is not among them. `note` hears that one is read in place, as far as its floor counts that."""

    word: Any
    icon: str
    elsewhere: Any  # what a link says that leads to its own page
    read: Callable[[int, str], Page | None]
    open_in: Callable[[Collection[int]], set[tuple[int, str]]]
    titles: Callable[[Collection[int]], dict[int, Titled]]
    note: Callable[[HttpRequest, int, str], None] = lambda request, number, language: None


KINDS: dict[str, Kind] = {}


@dataclass(frozen=True, order=True)
class Named:
    """One thing in one language."""

    kind: str
    number: int
    language: str


def key_of(kind: str, number: int, language: str) -> str:
    return f"{kind}-{number}-{language}"


def parse_key(key: str) -> Named | None:
    """What `key` names; None for what is no key of a known kind. Whether anybody may read it is another question."""
    kind, _dash, rest = key.partition("-")
    number, _dash, language = rest.partition("-")
    if kind not in KINDS or not (number.isascii() and number.isdecimal()) or len(number) > MOST_DIGITS:
        return None
    return Named(kind, int(number), language) if 0 < len(language) <= MOST_LANGUAGE else None


def page_behind(key: str) -> Page | None:
    """The thing behind `key` as everybody reads it; None when there is none for them."""
    named = parse_key(key)
    return KINDS[named.kind].read(named.number, named.language) if named else None
