"""Where a ticket can be transferred besides a person and a team, as a skill: a floor above says so in its `apps.py`."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

from shopbell.accounts.team import Team
from shopbell.core.errors import Refused

from .ticket import Ticket


class Choice(NamedTuple):
    """What can be chosen, and who would have it: those who are available, and the others with how they are."""

    value: str
    label: str
    there: list[str]
    others: list[str]


@dataclass(frozen=True)
class Destination:
    name: str  # of the field in the dialog
    label: str | Promise
    help: str | Promise
    choices: Callable[[], list[Choice]]
    # have a ticket, which goes to that team (or none), need what was chosen; returns how that is called, raises Refused
    send: Callable[[Ticket, Team | None, str], str]
    forget: Callable[[Ticket], None]  # it is needed no more
    needed: Callable[[Ticket], str]  # what it needs now, as a `value`; empty: nothing


DESTINATIONS: list[Destination] = []


class Chosen(NamedTuple):
    destination: Destination
    value: str


def chosen_in(form) -> Chosen | None:
    """What a sent dialog says of them."""
    found = (Chosen(each, form.get(each.name, "")) for each in DESTINATIONS)
    return next((each for each in found if each.value), None)


def is_anybody_there(chosen: Chosen) -> bool:
    """Whether somebody who would have what was chosen is there now."""
    return any(each.there for each in chosen.destination.choices() if each.value == chosen.value)


def send(ticket: Ticket, team: Team | None, chosen: Chosen | None) -> str:
    """Have `ticket` need what was chosen and nothing that was chosen before; returns its name, or nothing."""
    forget_all(ticket)
    return chosen.destination.send(ticket, team, chosen.value) if chosen else ""


def forget_all(ticket: Ticket) -> None:
    for each in DESTINATIONS:
        each.forget(ticket)


def needs_of(ticket: Ticket) -> dict[str, str]:
    """What `ticket` needs by transfers so far, for `need_again`."""
    found = ((each.name, each.needed(ticket)) for each in DESTINATIONS)
    return {name: value for name, value in found if value}


def need_again(ticket: Ticket, team: Team | None, needs: dict[str, str]) -> None:
    """Have `ticket`, which is in `team` again, need what it did; what nobody there has any more is left out."""
    forget_all(ticket)
    for each in DESTINATIONS:
        if value := needs.get(each.name):
            with suppress(Refused):
                each.send(ticket, team, value)


def shown() -> list[tuple[Destination, list[Choice]]]:
    """The destinations that have anything to choose."""
    found = ((each, each.choices()) for each in DESTINATIONS)
    return [(destination, choices) for destination, choices in found if choices]
