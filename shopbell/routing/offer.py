"""An offer: a ticket is shown to the agent who fits best, who takes it in time or lets it pass to the next.

A ticket has one open offer at most. It is no assignment: until somebody takes it, the ticket is the team's.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from shopbell.tickets.ticket import Ticket


class Answer(models.TextChoices):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LATE = "late"
    WITHDRAWN = "withdrawn"  # the ticket needs nobody any more, or the agent went


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self):
        return self.filter(answered_at=None)

    def standing(self, now: datetime):
        """Those that can be accepted at `now`."""
        return self.open().filter(until__gt=now)


class Offer(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="offers")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    parts = models.JSONField(default=list, help_text="why them: the parts of their score")

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(answered_at=None), name="one_open_offer"
            )
        ]
        indexes = [
            models.Index(fields=["agent"], condition=models.Q(answered_at=None), name="open_offers_of_agent"),
            models.Index(fields=["until"], condition=models.Q(answered_at=None), name="open_offers_by_end"),
        ]
