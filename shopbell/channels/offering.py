"""Answers that are offered before somebody sends a question. The floor that can search puts itself in here; what offers
them needs to know no more than this.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from shopbell.tickets.reason import ContactReason

from .offered import KINDS, Kind

MOST = 3


class Place(StrEnum):
    WIDGET = "widget"
    FORM = "form"
    DESK = "desk"


class Told(StrEnum):
    """What became of an offer. The names are those of the columns that count them."""

    SHOWN = "shown"
    OPENED = "opened"
    SOLVED = "solved"
    UNSOLVED = "unsolved"
    INSERTED = "inserted"
    FOLLOWED = "followed"  # somebody said that it answers, and wrote a ticket all the same


@dataclass(frozen=True)
class Question:
    """What somebody is about to ask. `page` is the address in the shop where they are. Nothing of it is kept."""

    text: str
    language: str
    page: str = ""
    reasons: tuple[ContactReason, ...] = ()
    is_written: bool = True  # not only ticked: `text` is then the name of what was


@dataclass(frozen=True)
class Offer:
    key: str
    title: str
    excerpt: str
    address: str
    kind: str = "article"  # of `KINDS`

    @property
    def mark(self) -> Kind:
        return KINDS[self.kind]


OFFERS: list[Callable[[Question], list[Offer]]] = []
OPEN: list[Callable[[], bool]] = []  # whether there is anything to offer from at all
COUNTERS: list[Callable[[Place, Told, Iterable[str]], None]] = []  # (where, what became, keys of offers)


def offers_for(question: Question) -> list[Offer]:
    """The best answers, none where nothing is near."""
    return [offer for find in OFFERS for offer in find(question)][:MOST]


def may_offer() -> bool:
    """Whether answers can be found now, near or not."""
    return any(is_open() for is_open in OPEN)


def count_offers(place: Place, told: Told, keys: Iterable[str]) -> None:
    keys = list(keys)
    for count in COUNTERS if keys else ():
        count(place, told, keys)
