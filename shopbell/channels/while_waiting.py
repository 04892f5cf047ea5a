"""What a shopper who waits for a person can read and do meanwhile. Floors above know it and put themselves in here;
the widget shows what there is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from shopbell.tickets.ticket import Ticket

from .inbox import Inbox


@dataclass(frozen=True)
class Asker:
    """Who waits, and for what. `is_proven`: their browser has shown that it reads the customer's mailbox."""

    ticket: Ticket
    is_proven: bool = False


@dataclass(frozen=True)
class Card:
    """Something to read: a title, lines below it, and links, each with its words and its address."""

    title: str
    lines: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


# by name, in the order in which they are shown: (who asks, their language) → cards
ANSWERS: dict[str, Callable[[Asker, str], list[Card]]] = {}
# the words of the button that asks for a call; empty where nobody would make one
CALLS: list[Callable[[Inbox], str]] = []
# the words of that button once a call is agreed, by when it is made; empty where none is
AGREED: list[Callable[[int], str]] = []


def answers_for(asker: Asker, language: str) -> list[Card]:
    return [card for find in ANSWERS.values() for card in find(asker, language)]


def agreed_call(ticket_id: int) -> str:
    """What stands on the button then; empty while no call is waited for in the ticket."""
    return next(filter(None, (words(ticket_id) for words in AGREED)), "")


def call_words(inbox: Inbox) -> str:
    return next(filter(None, (words(inbox) for words in CALLS)), "")
