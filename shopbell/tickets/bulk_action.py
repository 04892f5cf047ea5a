"""What can be done to many tickets at once: a registry. Each action calls the verb that one ticket has, too.

A concept adds its own with `register` when the app starts; menu, preview, run and undo then know it. Its verb
returns the event, so that the run can be taken back (`undo.py`); without one it counts as already so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .event import Event
from .ticket import TicketQuerySet


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class BulkAction:
    """`find` makes the chosen value a thing (Refused when it is gone), once for many tickets.

    `leaves` are the tickets that are so already; `refuses` those that the verb says no to, with its sentence.
    """

    name: str
    label: str | Promise
    icon: str
    permission: Permission
    choices: Callable[[Agent], list[Choice]]
    find: Callable[[str], Any]
    perform: Callable[..., Event | None]  # (ticket, thing, by=)
    leaves: Callable[[Any], Q]
    refuses: Callable[[Any], list[tuple[Q, str]]] = lambda thing: []
    named: Callable[[Any], str] = str  # what is chosen, in words, once it is offered no more


ACTIONS: dict[str, BulkAction] = {}


def register(action: BulkAction) -> None:
    ACTIONS[action.name] = action


def actions_of(agent: Agent) -> list[BulkAction]:
    """What this agent may do to many tickets, in the order of the menu."""
    return [action for action in ACTIONS.values() if agent.may(action.permission)]


def action_of(name: str) -> BulkAction:
    """Raises Refused for one that does not exist (any more)."""
    if name not in ACTIONS:
        raise Refused(_("This cannot be done to many tickets. Reload the page."))
    return ACTIONS[name]


@dataclass(frozen=True)
class Preview:
    """How many of `total` tickets would change, and how many would not, each with the sentence why."""

    total: int
    changes: int
    skipped: list[tuple[int, str]]


def preview_of(tickets: TicketQuerySet, action: BulkAction, value: str) -> Preview:
    """What `action` with `value` would do now; one query, which changes nothing."""
    thing = action.find(value)
    leaves, refuses = action.leaves(thing), action.refuses(thing)
    wishes = {
        f"refused_{index}": Count("pk", filter=condition & ~leaves)
        for index, (condition, _sentence) in enumerate(refuses)
    }
    counts = tickets.order_by().aggregate(total=Count("pk"), same=Count("pk", filter=leaves), **wishes)
    skipped = [(counts["same"], _("It is so already."))]
    skipped += [(counts[f"refused_{index}"], sentence) for index, (_q, sentence) in enumerate(refuses)]
    changes = counts["total"] - sum(count for count, _sentence in skipped)
    return Preview(counts["total"], changes, [(count, sentence) for count, sentence in skipped if count])
