"""Who has a ticket open, so that two agents in one ticket see each other.

A row per agent and ticket with a time to live: a screen that went without a word is forgotten.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish

LASTS = timedelta(seconds=75)


class Looking(models.Model):
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="looking")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="looking")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "agent"], name="looks_once")]


def look(agent_id: int, ticket_ids: Iterable[int], now: datetime) -> None:
    """The agent has these tickets open at `now`; others hear of tickets that are new to them."""
    for ticket_id in ticket_ids:
        _, is_new = Looking.objects.update_or_create(
            ticket_id=ticket_id, agent_id=agent_id, defaults={"seen_at": now}
        )
        if is_new:
            publish(f"looking-{ticket_id}")


def look_away(agent_id: int, ticket_id: int) -> None:
    if Looking.objects.filter(ticket_id=ticket_id, agent_id=agent_id).delete()[0]:
        publish(f"looking-{ticket_id}")


def lookers(ticket_id: int, now: datetime) -> list[Agent]:
    """Agents who have the ticket open at `now`, by name."""
    return list(
        Agent.objects.filter(looking__ticket_id=ticket_id, looking__seen_at__gt=now - LASTS).order_by("name")
    )


def forget_lookers(now: datetime) -> int:
    """Drop rows of screens that went without a word; returns how many."""
    return Looking.objects.filter(seen_at__lt=now - LASTS * 10).delete()[0]
