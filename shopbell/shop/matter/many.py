"""What many tickets were about, asked once after they were solved together: one reason for all that have none.

The answer is a bulk run of its own, so it is written ticket by ticket, with the rights of its agent, and can be taken
back.
"""

import uuid

from django.urls import reverse

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.tickets.bulk import BulkItem, BulkRun, ItemState, Question, start_run
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .policy import MatterPolicy


def without_reason(run: BulkRun) -> TicketQuerySet:
    """The tickets that `run` solved, which are solved still, and of which nobody has said why their customers wrote."""
    solved = BulkItem.objects.filter(run=run, state=ItemState.DONE).values("ticket")
    seen = Ticket.objects.visible_to(run.agent).filter(pk__in=solved)
    return seen.filter(status=Status.SOLVED, reason=None, spam=None)


def ask_matter_of_many(run: BulkRun) -> Question | None:
    """The dialog that asks its agent, now that `run` is over; None when there is nothing to ask."""
    if (run.action, run.value) != ("status", Status.SOLVED) or not run.agent.may(Permission.TICKET_UPDATE):
        return None
    if not MatterPolicy.current().asks_reason or not ContactReason.objects.filter(is_active=True).exists():
        return None
    count = without_reason(run).count()
    return Question(reverse("bulk-matter", args=[run.pk]), count) if count else None


def say_of_many(
    run: BulkRun, reason: ContactReason, *, by: Agent, request_id: uuid.UUID | None = None
) -> BulkRun:
    """Have `reason` written on all of them, once for `request_id`. Raises Refused when none lacks one any more."""
    return start_run(without_reason(run), "reason", str(reason.pk), by=by, request_id=request_id)
