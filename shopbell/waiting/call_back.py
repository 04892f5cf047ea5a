"""A call that a shopper asked for: where to, from when on and in which language, until somebody has called.

By when they are called is a promise like any other (`promises/promise.py`, of the kind `call`): it is looked after, and
the shopper hears so before it slips. The ticket keeps its place in the queue meanwhile.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from shopbell.core.prepared import Prepared
from shopbell.promises.promise import Kind, Promise
from shopbell.promises.promise import Outcome as Fate
from shopbell.tickets.ticket import Ticket

from .number import shown_number


class Outcome(models.TextChoices):
    REACHED = "reached", pgettext_lazy("call", "Reached")
    MISSED = "missed", pgettext_lazy("call", "Not reached")
    DECLINED = "declined", pgettext_lazy("call", "No longer wanted")


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
