"""Sitting in: a lead watches a colleague answer a ticket, sees what is being written, and the colleague knows it.

There is a row as long as they do. It counts only while they have the ticket open as well, which the floor of the
sockets knows (`live/sitting.py`): so nobody reads along without being shown.
"""

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.bus import CHANNEL, publish
from shopbell.core.errors import Refused

from .event import Event, Verb, record
from .ticket import Ticket

# one question for what is asked with every save of a draft: nothing is told where nobody sits in
RING = """
    select pg_notify(%s, %s) where exists (select from tickets_sittingin where ticket_id = %s)
"""


class SittingIn(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="sitting_in")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True, help_text="the ticket was open then")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "agent"], name="sits_in_once")]


@transaction.atomic
def sit_in(ticket: Ticket, *, by: Agent) -> Event | None:
    """Let `by` watch whoever answers `ticket`; again leaves no trace (None).

    Raises Refused when nobody answers it, or `by` does.
    """
    ticket.lock()
    colleague = colleague_in(ticket, by)
    _row, is_new = SittingIn.objects.update_or_create(
        ticket=ticket, agent=by, defaults={"seen_at": timezone.now()}
    )
    if not is_new:
        return None
    publish(f"looking-{ticket.pk}")
    return record(ticket, Verb.SAT_IN, by=by, to=str(colleague), to_id=colleague.pk)


@transaction.atomic
def stop_sitting_in(ticket: Ticket, *, by: Agent) -> None:
    """Watch no more; does nothing for who does not."""
    if SittingIn.objects.filter(ticket=ticket, agent=by).delete()[0]:
        publish(f"looking-{ticket.pk}")


def colleague_in(ticket: Ticket, by: Agent) -> Agent:
    """Who answers `ticket` instead of `by`. Raises Refused when there is no such colleague."""
    if ticket.assignee is None:
        raise Refused(_("Nobody has this ticket yet. Assign it first."))
    if ticket.assignee_id == by.pk:
        raise Refused(_("This ticket is yours. Answer it, or give it to a colleague first."))
    return ticket.assignee


def ring_for_sitters(ticket_id: int) -> None:
    """What somebody writes in the ticket is no longer what it was: the screens of who sits in hear of it."""
    with connection.cursor() as cursor:
        cursor.execute(RING, [CHANNEL, f"sitting-{ticket_id}", ticket_id])
