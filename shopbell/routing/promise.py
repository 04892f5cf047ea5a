"""Whether the promise to a waiting customer may break soon, so that knowing them counts less than being free.

Where a goal runs, its clock says so (`promises/ticket_clocks.py`). Of a ticket without one, a live channel bears
less than another: there a customer waits before the screen.
"""

from datetime import datetime, timedelta

from shopbell.tickets.ticket import Ticket

LIVE = timedelta(seconds=45)
SLOW = timedelta(hours=18)


def is_at_risk(ticket: Ticket, weight: int, now: datetime) -> bool:
    """Whether `ticket`, which takes `weight` of an agent, has used most of the time that there is."""
    clocks = getattr(ticket, "clocks", None)
    if clocks and clocks.warn_at:
        return clocks.warn_at <= now
    return ticket.waiting_since is not None and ticket.waiting_since <= now - (LIVE if weight else SLOW)
