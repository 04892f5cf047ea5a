"""Mailed answers: each mail that came to an answer address, and what became of it.

One that was taken is a message, and goes with it. One that was not is kept for a while, so that nothing is lost, and
goes with the ticket that it was about: it may quote what the customer wrote.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from ..raw_mail import RawMail

KEPT = timedelta(days=30)


class MailedAnswer(models.Model):
    raw = models.OneToOneField(RawMail, models.CASCADE, primary_key=True, related_name="mailed_answer")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", help_text="whose token it was"
    )
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="mailed_answers")
    message = models.OneToOneField(Message, models.CASCADE, null=True, related_name="mailed_answer")
    why = models.CharField(max_length=10, blank=True, help_text="it was not taken; empty for what was")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="untaken_answer", condition=Q(message=None)),
        ]


def erase_answers(ticket: Ticket, messages: QuerySet[Message], *, is_whole: bool) -> None:
    """Remove what agents mailed of `messages`, and with a whole ticket what was not taken; by the eraser."""
    about = Q(message__in=messages) | (Q(ticket=ticket) if is_whole else Q())
    answers = MailedAnswer.objects.filter(about)
    fingerprints = list(answers.values_list("raw__fingerprint", flat=True))
    RawMail.objects.filter(fingerprint__in=fingerprints).delete()


def forget_untaken(now: datetime) -> int:
    """Drop the mails that were not taken, a month later; returns how many."""
    old = MailedAnswer.objects.filter(message=None, created_at__lt=now - KEPT)
    ids = list(old.values_list("pk", flat=True))
    RawMail.objects.filter(pk__in=ids).delete()
    return len(ids)
