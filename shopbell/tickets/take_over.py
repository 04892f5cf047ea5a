"""Taking over: a lead goes on with a ticket in a colleague's place, and the colleague is told, with a line."""

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused

from .assignment import assign_ticket
from .event import Event, Verb, record
from .sitting_in import colleague_in, stop_sitting_in
from .ticket import Ticket
from .whisper import whisper


@transaction.atomic
def take_over_ticket(ticket: Ticket, line: str = "", *, by: Agent) -> Event | None:
    """Give `ticket` to `by` and whisper `line` to who had it; returns the assignment, which can be undone.

    Raises Refused for a solved ticket, and when no colleague answers it.
    """
    ticket.lock()
    if not ticket.is_unsolved:
        raise Refused(_("This ticket is solved: there is nothing to take over. Reopen it first."))
    colleague = colleague_in(ticket, by)
    event = record(ticket, Verb.TAKEN_OVER, by=by, to=str(colleague), to_ids=[colleague.pk])
    whisper(ticket, line.strip() or _("I take this ticket over."), by=by)
    stop_sitting_in(ticket, by=by)
    return assign_ticket(ticket, by, by=by, cause=event)
