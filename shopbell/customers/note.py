"""Notes on a customer or a company: what whoever answers next should know. Only agents read them.

They stand beside every ticket of the customer, pinned ones first. A deleted note can be brought back for a day.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

KEPT = timedelta(days=1)  # how long a deletion can be taken back
MAX_CHARACTERS = 10_000


class NoteQuerySet(models.QuerySet["Note"]):
    def standing(self):
        return self.filter(deleted_at=None)

    def pinned_first(self):
        return self.order_by("-is_pinned", "-created_at", "-pk")


class Note(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, null=True, related_name="notes")
    company = models.ForeignKey("customers.Company", models.CASCADE, null=True, related_name="notes")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    is_pinned = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer=None, company__isnull=False) | Q(customer__isnull=False, company=None),
                name="note_on_one_of_them",
            )
        ]
        indexes = [
            models.Index(fields=["customer", "-created_at"], name="note_of_customer"),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="note_deleted"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def owner(self) -> Any:
        """The customer or the company that it is on."""
        return self.customer or self.company

    def may_change(self, agent) -> bool:
        """Only who wrote a note puts other words into it."""
        return self.agent_id == agent.pk


def write_note(text: str, *, by, customer=None, company=None, is_pinned: bool = False) -> Note:
    """Keep `text` on one of the two. Raises Refused when it says nothing, or too much."""
    return Note.objects.create(
        customer=customer, company=company, agent=by, text=_worded(text), is_pinned=is_pinned
    )


@transaction.atomic
def change_note(note: Note, text: str, *, by) -> None:
    """Give `note` other words. Raises Refused when somebody else wrote it."""
    note = _locked(note)
    if not note.may_change(by):
        raise Refused(_("Only who wrote a note can change it. Write one of your own."))
    if note.text != (text := _worded(text)):
        note.text, note.changed_at = text, timezone.now()
        note.save(update_fields=["text", "changed_at"])


def pin_note(note: Note, is_pinned: bool) -> None:
    """Keep `note` above the others, or no longer."""
    Note.objects.filter(pk=note.pk).update(is_pinned=is_pinned)


def delete_note(note: Note) -> None:
    """Take `note` away; `restore_note` brings it back within a day."""
    Note.objects.filter(pk=note.pk, deleted_at=None).update(deleted_at=timezone.now())


def restore_note(note: Note) -> None:
    """Bring a deleted note back, just as it was."""
    Note.objects.filter(pk=note.pk).update(deleted_at=None)


def sweep_deleted_notes(now: datetime) -> int:
    """Forget notes whose deletion can no longer be taken back; returns how many."""
    return Note.objects.filter(deleted_at__lt=now - KEPT).delete()[0]


def _locked(note: Note) -> Note:
    return Note.objects.select_for_update(of=("self",)).get(pk=note.pk)


def _worded(text: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused(_("Write what others should know."))
    if len(text) > MAX_CHARACTERS:
        raise Refused(
            _("A note holds up to %(count)s characters. Split it in two.") % {"count": MAX_CHARACTERS}
        )
    return text
