"""At risk: waiting tickets that somebody should look at now, the most pressing first.

Whatever shows risk asks here. Pressing is today what waits longest, measured against what its channel bears
(`waiting.py`): a chat of two minutes stands before a mail of ten hours.
"""

from datetime import datetime, timedelta

from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .waiting import LATE_SECONDS, late_seconds

NEAR = 0.75  # of the time that there is has passed


def at_risk(tickets: TicketQuerySet, now: datetime, *, most: int) -> list[Ticket]:
    """Those of `tickets` whose customer has waited too long or soon will have, at most `most`."""
    slow = tickets.exclude(channel__in=LATE_SECONDS)
    kinds = [(slow, ""), *((tickets.filter(channel=channel), channel) for channel in LATE_SECONDS)]
    found: list[Ticket] = []
    for waiting, channel in kinds:
        near = now - timedelta(seconds=late_seconds(channel) * NEAR)
        found += waiting.filter(waiting_since__lte=near).order_by("waiting_since", "pk")[:most]
    return sorted(found, key=_due)[:most]


def _due(ticket: Ticket) -> tuple[float, int]:
    since = ticket.waiting_since.timestamp() if ticket.waiting_since else 0
    return since + late_seconds(ticket.channel), ticket.pk
