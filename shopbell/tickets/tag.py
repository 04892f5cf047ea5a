"""Tags: free words on a ticket, chosen from a list that admins keep."""

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .event import Event, Verb, record
from .event_of_many import record_for_all
from .ticket import Ticket
from .undo import changed_since, reverses


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=60, unique=True)
    tickets = models.ManyToManyField(Ticket, related_name="tags", db_table="tickets_ticket_tag")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def make_tag(name: str) -> Tag:
    """The tag of that name, made when there is none; capitals make no other. Raises Refused when it is no name."""
    name = " ".join(name.split())
    if not 0 < len(name) <= 60:
        raise Refused(_t("A tag has 1 to 60 characters."))
    return Tag.objects.filter(name__iexact=name).first() or Tag.objects.get_or_create(name=name)[0]


@transaction.atomic
def tag_ticket(ticket: Ticket, tag: Tag, *, by=None, **data) -> Event | None:
    """Put `tag` on `ticket`; twice leaves no trace (None)."""
    ticket.lock()
    if ticket.tags.filter(pk=tag.pk).exists():
        return None
    ticket.tags.add(tag)
    return record(ticket, Verb.TAGGED, by=by, tag=tag.name, tag_id=tag.pk, before=False, **data)


@transaction.atomic
def untag_ticket(ticket: Ticket, tag: Tag, *, by=None, **data) -> Event | None:
    """Take `tag` off `ticket`; leaves no trace (None) when it is not on it."""
    ticket.lock()
    if not ticket.tags.filter(pk=tag.pk).exists():
        return None
    ticket.tags.remove(tag)
    return record(ticket, Verb.UNTAGGED, by=by, tag=tag.name, tag_id=tag.pk, before=True, **data)


@reverses(Verb.TAGGED, Verb.UNTAGGED, permission=Permission.TICKET_UPDATE, same="tag_id")
def _tag_back(ticket: Ticket, event: Event, *, by) -> None:
    tag = Tag.objects.filter(pk=event.data["tag_id"]).first()
    if tag is None:
        raise changed_since()
    verb = tag_ticket if event.data["before"] else untag_ticket
    verb(ticket, tag, by=by, undoes=event.pk)


@transaction.atomic
def remove_tag(tag: Tag, heir: Tag | None = None, *, by=None) -> None:
    """Take `tag` off the list and off its tickets, which get `heir` instead; each tells of it, solved ones too."""
    tagged = Tag.tickets.through.objects
    having = tagged.filter(tag=tag).values("ticket_id")
    for portion in Ticket.objects.filter(pk__in=having).locked_portions():
        if heir:
            known = set(tagged.filter(tag=heir, ticket_id__in=portion).values_list("ticket_id", flat=True))
            fresh = [ticket_id for ticket_id in portion if ticket_id not in known]
            tagged.bulk_create([Tag.tickets.through(tag=heir, ticket_id=ticket_id) for ticket_id in fresh])
            record_for_all(fresh, Verb.TAGGED, by=by, tag=heir.name)
        tagged.filter(tag=tag, ticket_id__in=portion).delete()
        record_for_all(portion, Verb.UNTAGGED, by=by, tag=tag.name)
    tag.delete()
