"""The lifecycle of a ticket: new · open · pending (customer's turn) · on hold (third party's turn) · solved · closed.

The one state that every queue filters on, so it is a column; it changes only by these verbs.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .event import Event, Verb, record
from .undo import changed_since, reverses


class Status(models.TextChoices):
    NEW = "new", pgettext_lazy("ticket", "New")
    OPEN = "open", pgettext_lazy("ticket", "Open")
    PENDING = "pending", pgettext_lazy("ticket", "Pending")
    ON_HOLD = "on_hold", _("On hold")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")


UNSOLVED = [Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD]
VERBS = {
    Status.OPEN: Verb.OPENED,
    Status.PENDING: Verb.PENDED,
    Status.ON_HOLD: Verb.HELD,
    Status.SOLVED: Verb.SOLVED,
    Status.CLOSED: Verb.CLOSED,
}


# what may forbid that a ticket is solved: called with it and by=, raises Refused. An ability adds its own (`apps.py`)
BEFORE_SOLVING: list[Callable[..., None]] = []

# what an agent is asked right after solving: called with the ticket and the agent, the address of a dialog or ""
AFTER_SOLVING: list[Callable[..., str]] = []


def question_after(ticket, agent) -> str:
    """The first question that there is to `agent` now that they solved `ticket`; the answer changes nothing of that."""
    if ticket.status != Status.SOLVED:
        return ""
    return next((address for ask in AFTER_SOLVING if (address := ask(ticket, agent))), "")


@transaction.atomic
def set_status(
    ticket, status: Status | str, *, by=None, cause: Event | None = None, undoes: int | None = None
) -> Event | None:
    """Move `ticket` to `status`; the same status again leaves no trace (None).

    Solving ends the customer's wait. With `undoes`, the number of the event that this takes back, it is no work of its
    own. Raises Refused for a step back to new, for anything but opening when the ticket is closed, and for solving what
    lacks something (`BEFORE_SOLVING`).
    """
    status = Status(status)
    ticket.lock()
    if ticket.status == status:
        return None
    if ticket.merged_into:
        raise Refused(_t("This ticket was merged. Take the merge back to open it again."))
    if status == Status.NEW:
        raise Refused(_t("A ticket is new only until somebody takes it up. Set it to open."))
    if ticket.status == Status.CLOSED and status != Status.OPEN:
        raise Refused(_t("This ticket is closed. Reopen it first."))
    if status == Status.SOLVED:
        for check in BEFORE_SOLVING:
            check(ticket, by=by)
    before, was_solved = _standing(ticket), not ticket.is_unsolved
    ticket.status = status
    if status in (Status.SOLVED, Status.CLOSED):
        ticket.solved_at = ticket.solved_at or timezone.now()
        ticket.waiting_since = None
    else:
        ticket.solved_at = None
    ticket.save(update_fields=["status", "solved_at", "waiting_since", "updated_at"])
    if ticket.is_snoozed and not ticket.is_unsolved:
        ticket.snooze.delete()  # there is nothing left to wake for
    verb = Verb.REOPENED if was_solved and ticket.is_unsolved else VERBS[status]
    undone = {"undoes": undoes} if undoes else {}
    return record(ticket, verb, by=by, cause=cause, **before, after=str(status), **undone)


def solve_ticket(ticket, *, by=None) -> Event | None:
    return set_status(ticket, Status.SOLVED, by=by)


def reopen_ticket(ticket, *, by=None) -> Event | None:
    return set_status(ticket, Status.OPEN, by=by)


def _standing(ticket) -> dict[str, Any]:
    """What a change of status may alter, as the event keeps it."""
    moments = {name: getattr(ticket, name) for name in ("waiting_since", "solved_at")}
    return {"before": ticket.status} | {name: at and at.isoformat() for name, at in moments.items()}


@reverses(
    *VERBS.values(),
    Verb.REOPENED,
    permission=Permission.TICKET_UPDATE,
    also_disturbed_by=(Verb.RECEIVED, Verb.REPLIED, Verb.UNSENT),
)
def _set_back(ticket, event: Event, *, by) -> None:
    """As it stood before, the customer's wait included; also back to new, where no other way leads."""
    if ticket.status == event.data["before"] or "solved_at" not in event.data:
        raise changed_since()
    was_solved, before = not ticket.is_unsolved, _standing(ticket)
    ticket.status = Status(event.data["before"])
    for name in ("waiting_since", "solved_at"):
        at = event.data[name]
        setattr(ticket, name, datetime.fromisoformat(at) if at else None)
    ticket.save(update_fields=["status", "solved_at", "waiting_since", "updated_at"])
    verb = Verb.REOPENED if was_solved and ticket.is_unsolved else VERBS.get(ticket.status, Verb.OPENED)
    record(ticket, verb, by=by, undoes=event.pk, **before, after=str(ticket.status))
