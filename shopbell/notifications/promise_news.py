"""News of a promise whose goals were a mistake is none: what nobody has read of it by then goes."""

from shopbell.promises.void_left import told_by
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket

from .notification import Notification, read_by_all


def forget_void(ticket: Ticket, events: list[Event]) -> None:
    """Called with the events that a ticket got; the timeline keeps what was told."""
    voided = (each.data.get("policy_version") for each in events if each.verb == Verb.GOALS_VOIDED)
    versions = [version for version in voided if version]
    for version_id in versions:
        told = told_by(version_id, Ticket.objects.filter(pk=ticket.pk))
        read_by_all(Notification.objects.filter(ticket=ticket, event__in=told.values("pk")))
