"""Whether the promise to a waiting customer may break soon, so that knowing them counts less than being free.

Where a goal runs, its clock says so (`promises/ticket_clocks.py`), and so does what the customer was told. Of a ticket
without a goal, whatever was told, a live channel bears less than another: there a customer waits before the screen.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q

from shopbell.tickets.ticket import Ticket

LIVE = timedelta(seconds=45)
SLOW = timedelta(hours=18)


def is_at_risk(ticket: Ticket, weight: int, now: datetime) -> bool:
    """Whether `ticket`, which takes `weight` of an agent, has used most of the time that there is."""
    clocks = getattr(ticket, "clocks", None)
    if clocks and clocks.warn_at and (clocks.warn_at <= now or clocks.goal or not clocks.told):
        return clocks.warn_at <= now
    return ticket.waiting_since is not None and ticket.waiting_since <= now - (LIVE if weight else SLOW)


def risk(live: Collection[str], now: datetime) -> Q:
    """The same as a question for the database; `live` are the channels that take a weight of an agent."""
    no_clock = Q(clocks__warn_at=None) | (Q(clocks__goal="") & Q(clocks__told__gt=""))
    waits_live = Q(channel__in=live, waiting_since__lte=now - LIVE)
    waits_long = ~Q(channel__in=live) & Q(waiting_since__lte=now - SLOW)
    return Q(clocks__warn_at__lte=now) | (no_clock & (waits_live | waits_long))
