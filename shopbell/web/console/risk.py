"""At risk: waiting tickets that somebody should look at now, the most pressing first.

Whatever shows risk asks here. Pressing is the promise that is due next. Where nothing is promised it is what waits
longest, measured against what its channel bears (`waiting.py`): a chat of two minutes before a mail of ten hours.
"""

from datetime import datetime, timedelta

from django.db.models import F

from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .waiting import LATE_SECONDS, late_seconds

NEAR = 0.75  # of the time that there is has passed


def at_risk(tickets: TicketQuerySet, now: datetime, *, most: int) -> list[Ticket]:
    """Those of `tickets` whose promise is broken or soon will be, or without one waited too long; at most `most`."""
    promised = tickets.filter(clocks__due_at__isnull=False, clocks__warn_at__lte=now)
    found: list[Ticket] = list(promised.annotate(due_at=F("clocks__due_at")).order_by("due_at", "pk")[:most])
    rest = tickets.filter(clocks__due_at=None)
    slow = rest.exclude(channel__in=LATE_SECONDS)
    kinds = [(slow, ""), *((rest.filter(channel=channel), channel) for channel in LATE_SECONDS)]
    for waiting, channel in kinds:
        near = now - timedelta(seconds=late_seconds(channel) * NEAR)
        found += waiting.filter(waiting_since__lte=near).order_by("waiting_since", "pk")[:most]
    return sorted(found, key=_due)[:most]


def _due(ticket: Ticket) -> tuple[float, int]:
    if due_at := getattr(ticket, "due_at", None):
        return due_at.timestamp(), ticket.pk
    since = ticket.waiting_since.timestamp() if ticket.waiting_since else 0
    return since + late_seconds(ticket.channel), ticket.pk
