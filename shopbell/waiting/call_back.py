"""A call that a shopper asked for: where to, from when on and in which language, until somebody has called.

By when they are called is a promise like any other (`promises/promise.py`, of the kind `call`): it is looked after, and
the shopper hears so before it slips. The ticket keeps its place in the queue meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from shopbell.accounts.agent import Agent
from shopbell.core.prepared import Prepared
from shopbell.promises.promise import UNDOING, VOIDING, Kind, Promise, is_over, undone_by
from shopbell.promises.promise import Outcome as Fate
from shopbell.tickets.event import Event
from shopbell.tickets.ticket import Ticket

from .number import shown_number


class Outcome(models.TextChoices):
    REACHED = "reached", pgettext_lazy("call", "Reached")
    MISSED = "missed", pgettext_lazy("call", "Not reached")
    DECLINED = "declined", pgettext_lazy("call", "No longer wanted")
    OFF = "off", pgettext_lazy("call", "Called off")


class CallBack(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="call_backs")
    number = models.CharField(max_length=20, help_text="as E.164")
    language = models.CharField(max_length=12, blank=True)
    from_at = models.DateTimeField(null=True, help_text="no call before; empty: as soon as possible")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", help_text="who called"
    )
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket"], name="open_call_back", condition=models.Q(ended_at=None)),
            models.Index(fields=["number"], name="call_back_by_number", condition=models.Q(ended_at=None)),
        ]

    @property
    def shown_number(self) -> str:
        return shown_number(self.number)

    @property
    def due_at(self) -> datetime | None:
        """By when the shopper was told to be called; None when that was called off with the ticket."""
        last = Promise.objects.filter(ticket=self.ticket_id, kind=Kind.CALL).order_by("-pk").first()
        return last.due_at if last and last.outcome in (Fate.OPEN, Fate.BROKEN) else None


OPEN = Prepared(
    lambda ticket: CallBack.objects.filter(ticket=ticket, ended_at=None).order_by("pk"), ticket=int
)


def call_back_of(ticket_id: int) -> CallBack | None:
    """The call that somebody waits for in a ticket."""
    return OPEN.first(ticket=ticket_id)


def calls_due(now: datetime, among: Iterable[int] | None = None) -> dict[int, datetime]:
    """The tickets whose customers are to be called by now, with since when; of those `among`, or of all."""
    due = CallBack.objects.filter(ended_at=None).exclude(from_at__gt=now)
    rows = due.filter(ticket__in=among) if among is not None else due
    return {
        ticket: start or asked for ticket, start, asked in rows.values_list("ticket", "from_at", "asked_at")
    }


def end_calls(ticket_id: int, outcome: Outcome, at: datetime, agent: Agent | None = None) -> None:
    """Nobody waits for a call in the ticket any more; where tickets were merged there may be several."""
    called = {"agent": agent} if agent else {}
    CallBack.objects.filter(ticket=ticket_id, ended_at=None).update(outcome=outcome, ended_at=at, **called)


VERBS = {*VOIDING, *UNDOING}


@transaction.atomic
def react(event: Event) -> None:
    """What is over is called about no more; taken back, the call is waited for again, as what was promised.

    Twice changes nothing.
    """
    calls = CallBack.objects.filter(ticket=event.ticket_id)
    if event.verb in VOIDING:
        event.ticket.lock()
        calls.filter(ended_at=None, asked_at__lt=event.created_at).update(
            outcome=Outcome.OFF, ended_at=event.created_at
        )
    elif undone := undone_by(event):
        event.ticket.lock()
        if not is_over(event.ticket) and call_back_of(event.ticket_id) is None:
            calls.filter(outcome=Outcome.OFF, ended_at=undone.created_at).update(outcome="", ended_at=None)
