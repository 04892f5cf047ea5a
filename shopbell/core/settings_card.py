"""The doors on the settings index: every page of the settings registers one, with what the search finds behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import Form, ModelForm
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
GROUPS: dict[str, Words] = {
    "shop": _("Shop and ways in"),
    "help": _("Help centre, community and portal"),
    "orders": _("Orders and policies"),
    "people": _("People"),
    "tickets": _("Tickets"),
    "desk": _("The desk"),
}


@dataclass(frozen=True)
class Card:
    """A door on the settings index, shown to whom its `permission` lets in (None: everybody)."""

    name: str  # of the page
    label: Words
    lead: Words
    icon: str
    permission: str | None = None
    is_there: Callable[[], bool] = lambda: True  # whether this desk has the page at all
    alarm: Callable[[], Words] = lambda: ""  # what wants a look, in two words
    forms: Callable[[], Iterable[type[Form] | type[ModelForm]]] = (
        lambda: ()
    )  # whose fields are settings of this page
    is_beside: bool = False  # of no use alone: only for who may open a page that has a permission
    is_form: bool = False  # the page itself is the form; else the form belongs to each of its rows
    is_read_only: bool = False  # the page shows what is decided elsewhere: the search finds it last
    group: str = "desk"  # below which heading it stands: GROUPS
    rows: Callable[[str], Iterable[tuple[str, str]]] = (
        lambda word: ()
    )  # name and address of what has the word


CARDS: dict[str, Card] = {}


def add_card(card: Card) -> None:
    """Put a door on the index. KeyError when it names no heading: nobody would find it."""
    GROUPS[card.group]
    CARDS[card.name] = card


def cards_of(agent: Any) -> list[Card]:
    """The doors that `agent` may go through."""
    allowed = [card for card in CARDS.values() if card.permission is None or agent.may(card.permission)]
    found = [card for card in allowed if card.is_there()]
    changes_any = any(card.permission for card in found)
    return [card for card in found if changes_any or not card.is_beside]
