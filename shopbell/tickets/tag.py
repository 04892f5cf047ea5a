"""Tags: free words on a ticket, chosen from a list that admins keep."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .event import Verb, record
from .status import UNSOLVED
from .ticket import Ticket


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=60, unique=True)
    tickets = models.ManyToManyField(Ticket, related_name="tags", db_table="tickets_ticket_tag")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@transaction.atomic
def tag_ticket(ticket: Ticket, tag: Tag, *, by=None) -> None:
    """Put `tag` on `ticket`; twice leaves no trace."""
    ticket.lock()
    if not ticket.tags.filter(pk=tag.pk).exists():
        ticket.tags.add(tag)
        record(ticket, Verb.TAGGED, by=by, tag=tag.name)


@transaction.atomic
def untag_ticket(ticket: Ticket, tag: Tag, *, by=None) -> None:
    """Take `tag` off `ticket`; leaves no trace when it is not on it."""
    ticket.lock()
    if ticket.tags.filter(pk=tag.pk).exists():
        ticket.tags.remove(tag)
        record(ticket, Verb.UNTAGGED, by=by, tag=tag.name)


@transaction.atomic
def remove_tag(tag: Tag, heir: Tag | None = None, *, by=None) -> None:
    """Take `tag` off the list and off its tickets, which get `heir` instead; unsolved ones tell of it."""
    for ticket in tag.tickets.filter(status__in=UNSOLVED).order_by("pk"):
        if heir:
            tag_ticket(ticket, heir, by=by)
        untag_ticket(ticket, tag, by=by)
    if heir:
        heir.tickets.add(*tag.tickets.all())
    tag.delete()
