"""News of a promise whose goals were a mistake is none: what nobody has read of it by then goes."""

from shopbell.promises.void_left import told_by
from shopbell.tickets.event import Verb, Written
from shopbell.tickets.ticket import Ticket

from .notification import Notification, read_by_all


def forget_void(written: Written) -> None:
    """Called with tickets and the events that they got; the timeline keeps what was told."""
    for ticket, events in written:
        voided = (each.data.get("policy_version") for each in events if each.verb == Verb.GOALS_VOIDED)
        for version_id in filter(None, voided):
            told = told_by(version_id, Ticket.objects.filter(pk=ticket.pk))
            read_by_all(Notification.objects.filter(ticket=ticket, event__in=told.values("pk")))
