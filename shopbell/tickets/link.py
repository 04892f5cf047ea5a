"""Links between tickets: they stay two tickets, but each shows the other and what it is to it.

A link is stored once, from one ticket to the other, and read from both sides in the words of each. What was split
off is linked to where it came from; that link is not for agents to make.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused

from .event import Verb, record
from .ticket import Ticket


class LinkKind(models.TextChoices):
    RELATES = "relates", _("Relates to")
    CAUSED_BY = "caused_by", _("Caused by")
    DUPLICATE = "duplicate", _("Duplicate of")
    SPLIT = "split", _("Split off from")


FOR_AGENTS = [LinkKind.RELATES, LinkKind.CAUSED_BY, LinkKind.DUPLICATE]
FROM_THE_OTHER_SIDE = {
    LinkKind.RELATES: _("Relates to"),
    LinkKind.CAUSED_BY: _("Cause of"),
    LinkKind.DUPLICATE: _("Has the duplicate"),
    LinkKind.SPLIT: _("Split off to"),
}


class Link(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="links_here")
    kind = models.CharField(max_length=12, choices=LinkKind)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other"], name="linked_once"),
            models.CheckConstraint(condition=~Q(ticket=models.F("other")), name="linked_to_another"),
        ]


@dataclass(frozen=True)
class Linked:
    """One link as a ticket shows it: what the other one is to it."""

    link: Link
    ticket: Ticket
    words: str


@transaction.atomic
def link_tickets(ticket: Ticket, other: Ticket, kind: LinkKind | str, *, by=None) -> None:
    """Say what `other` is to `ticket`; saying something else of the two replaces it, the same leaves no trace.

    Raises Refused when it is the same ticket.
    """
    kind = LinkKind(kind)
    if ticket.pk == other.pk:
        raise Refused(_t("This is the same ticket. Choose another."))
    _lock(ticket, other)
    there = Link.objects.filter(_between(ticket, other)).first()
    if there and there.kind == kind and (there.ticket_id == ticket.pk or kind == LinkKind.RELATES):
        return
    if there:
        there.delete()
    Link.objects.create(ticket=ticket, other=other, kind=kind, agent=by)
    record(ticket, Verb.LINKED, by=by, kind=kind, other_id=other.pk)
    record(other, Verb.LINKED, by=by, kind=kind, other_id=ticket.pk, is_other_side=True)


@transaction.atomic
def unlink_tickets(ticket: Ticket, other: Ticket, *, by=None) -> None:
    """Part `ticket` and `other`; leaves no trace when they were not linked."""
    _lock(ticket, other)
    deleted, _rows = Link.objects.filter(_between(ticket, other)).delete()
    if deleted:
        record(ticket, Verb.UNLINKED, by=by, other_id=other.pk)
        record(other, Verb.UNLINKED, by=by, other_id=ticket.pk)


def linked_to(ticket: Ticket, agent) -> list[Linked]:
    """What `ticket` is linked to, as far as `agent` may see it, oldest link first."""
    links = Link.objects.filter(Q(ticket=ticket) | Q(other=ticket)).select_related("ticket", "other")
    found = list(links.order_by("pk"))
    ids = {link.ticket_id for link in found} | {link.other_id for link in found}
    visible = set(Ticket.objects.visible_to(agent).filter(pk__in=ids).values_list("pk", flat=True))
    return [linked for link in found if (linked := _seen_from(link, ticket)).ticket.pk in visible]


def _seen_from(link: Link, ticket: Ticket) -> Linked:
    if link.ticket_id == ticket.pk:
        return Linked(link, link.other, str(link.get_kind_display()))
    return Linked(link, link.ticket, str(FROM_THE_OTHER_SIDE[LinkKind(link.kind)]))


def _between(ticket: Ticket, other: Ticket) -> Q:
    return Q(ticket=ticket, other=other) | Q(ticket=other, other=ticket)


def _lock(ticket: Ticket, other: Ticket) -> None:
    """Both, in the order of their numbers, so that two who link them both ways do not wait for each other."""
    for each in sorted((ticket, other), key=lambda one: one.pk):
        each.lock()
