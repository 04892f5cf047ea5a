"""Who sits in on a ticket now: has said so (`tickets/sitting_in.py`) and has the ticket open.

A short gap in the line ends nothing; ten minutes do, and so does going on to another ticket.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish
from shopbell.tickets.sitting_in import SittingIn

from .looking import LASTS, Looking

KEPT = timedelta(minutes=10)


def sitters(ticket_id: int, now: datetime) -> list[Agent]:
    """Agents who sit in on the ticket at `now`, by name."""
    rows = _open(SittingIn.objects.filter(ticket_id=ticket_id), now)
    return list(Agent.objects.filter(pk__in=rows.values("agent_id"), is_active=True).order_by("name"))


def get_up(agent_id: int, ticket_ids: Iterable[int], now: datetime) -> None:
    """The agent went on to something else: it ends on those of these tickets that no screen of theirs shows."""
    rows = SittingIn.objects.filter(agent_id=agent_id, ticket_id__in=list(ticket_ids))
    rows = rows.exclude(pk__in=_open(rows, now).values("pk"))
    gone = list(rows.values_list("ticket_id", flat=True))
    if gone:
        SittingIn.objects.filter(agent_id=agent_id, ticket_id__in=gone).delete()
        publish(*[f"looking-{ticket_id}" for ticket_id in gone])


def keep_sitters(now: datetime) -> None:
    """Note at `now` who still has the ticket open, and forget who has not had it open for long.

    The timetable does it, not the gateway's beat: who went home is got up also when no screen is left to beat for.
    """
    _open(SittingIn.objects.all(), now).update(seen_at=now)
    SittingIn.objects.filter(seen_at__lt=now - KEPT).delete()


def _open(rows, now: datetime):
    there = Looking.objects.filter(
        ticket=OuterRef("ticket"), agent=OuterRef("agent"), seen_at__gt=now - LASTS
    )
    return rows.filter(Exists(there))
