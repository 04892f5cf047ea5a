"""Deleting a ticket: it is gone from every list and lookup at once, and can be restored for some days.

`Ticket.objects.visible_to` leaves deleted tickets out, so nothing of them is found by anybody; `deleted_for` is
the one way to them. After the days that Settings › Deleted tickets says they are erased for good, or at once where
a law asks for it. Whatever a floor above keeps of a ticket outside its own rows (the raw mail), it erases with it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.core.bus import publish
from shopbell.core.length import uncut

from .attachment import Attachment
from .event import Event, Verb, record
from .link_preview import LinkPreview
from .message import Message
from .ticket import Ticket
from .undo import reverses

# called with a ticket and those of its messages that go, right before, in the same transaction: `is_whole` says whether
# the ticket goes too
ERASE_WITNESSES: list[Callable[..., None]] = []
log = logging.getLogger(__name__)


class Deletion(models.Model):
    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="deletion")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="deletion_by_age")]


class Retention(models.Model):
    """How long deleted tickets can be restored: one row, written on the settings page."""

    days = models.PositiveIntegerField(
        _("days until they are erased"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )

    @classmethod
    def current(cls) -> "Retention":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def time(self) -> timedelta:
        return timedelta(days=self.days)


class Erasure(models.Model):
    """That a ticket was erased, and nothing of what it said."""

    ticket_number = models.BigIntegerField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)


@transaction.atomic
def delete_ticket(ticket: Ticket, *, reason: str = "", by) -> Event | None:
    """Make `ticket` disappear; twice leaves no trace (None)."""
    ticket.lock()
    about = {"agent": by, "reason": uncut(reason.strip(), 200)}
    if not Deletion.objects.get_or_create(ticket=ticket, defaults=about)[1]:
        return None
    return record(ticket, Verb.DELETED, by=by, reason=about["reason"], before=False)


@transaction.atomic
def restore_ticket(ticket: Ticket, *, by, **data) -> None:
    """Bring a deleted ticket back to where it was; it leaves no trace when it was not deleted."""
    ticket.lock()
    if Deletion.objects.filter(ticket=ticket).delete()[0]:
        record(ticket, Verb.RESTORED, by=by, **data)


@reverses(Verb.DELETED, permission=Permission.TICKET_DELETE, also_disturbed_by=(Verb.RESTORED,))
def _bring_back(ticket: Ticket, event: Event, *, by) -> None:
    restore_ticket(ticket, by=by, undoes=event.pk)


@transaction.atomic
def erase_ticket(ticket: Ticket, *, by=None) -> bool:
    """Remove a deleted ticket for good, with messages, files and raw mails; whether there was one to remove.

    Its bytes leave the object store with the next sweeps, unless another row names them.
    """
    deletion = Deletion.objects.select_for_update().filter(ticket=ticket).first()
    if deletion is None:  # restored, or erased by another, a moment ago
        return False
    number = ticket.pk
    erase_messages(ticket, Message.objects.filter(ticket=ticket), is_whole=True)
    Attachment.objects.filter(Q(draft__ticket=ticket) | Q(scheduled__ticket=ticket)).delete()
    ticket.delete()
    Erasure.objects.create(ticket_number=number, agent=by)
    publish(f"ticket-{number}", "queue")
    return True


def erase_messages(ticket: Ticket, messages: QuerySet[Message], *, is_whole: bool = False) -> int:
    """Remove `messages` of `ticket` for good with all that hangs on them, in the caller's transaction; how many."""
    for witness in ERASE_WITNESSES:
        witness(ticket, messages, is_whole=is_whole)
    previews = list(LinkPreview.objects.filter(messages__message__in=messages).values_list("pk", flat=True))
    count = messages.count()
    messages.delete()
    LinkPreview.objects.filter(pk__in=previews, messages=None).delete()
    return count


def sweep_deleted(now: datetime) -> int:
    """Erase what was deleted long enough ago; returns how many. Safe to run twice and in parallel.

    Each in a transaction of its own, so that one that fails is tried again tomorrow and holds up nobody.
    """
    overdue = Deletion.objects.filter(created_at__lt=now - Retention.current().time)
    count = 0
    for number in list(overdue.order_by("created_at").values_list("ticket_id", flat=True)):
        try:
            count += erase_ticket(Ticket(pk=number))
        except Exception:
            log.exception("Deleted ticket %s could not be erased", number)
    return count
