"""The promise of tickets that is due first, as lists and heads show it: one question for fifty of them."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from .goal import Goal
from .promise import Kind

# every page of the list and every head of a ticket asks
RUNNING = """
    select ticket_id, goal, told, due_at, warn_at from promises_ticketclocks
     where ticket_id = any(%s) and due_at is not null
"""


class Running(NamedTuple):
    """A promise that is being kept waiting for: until when, and from when on it is at risk."""

    what: Goal | Kind  # that is to come: what a goal wants, or what the shopper was told
    due_at: datetime
    warn_at: datetime | None

    def state(self, now: datetime) -> str:
        """broken, risk or calm."""
        if self.due_at <= now:
            return "broken"
        return "risk" if self.warn_at and self.warn_at <= now else "calm"


def what_comes(goal: str, told: str) -> Goal | Kind:
    """What a row of `TicketClocks` tells of."""
    return Goal(goal) if goal else Kind(told)


def running_of(ticket_ids: Collection[int]) -> dict[int, Running]:
    """What runs for each of these tickets; those without a running promise are left out."""
    if not ticket_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(RUNNING, [list(ticket_ids)])
        return {
            pk: Running(what_comes(goal, told), due_at, warn_at)
            for pk, goal, told, due_at, warn_at in cursor.fetchall()
        }
