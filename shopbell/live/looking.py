"""Who has a ticket open, so that two agents in one ticket see each other.

A row per ticket, agent and process of the desk (`presence.py` says why), with a time to live: a screen that went
without a word is forgotten.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import unseen_agents
from shopbell.core.bus import publish

from .unseen import note_unseen

LASTS = timedelta(seconds=75)
WALL = "wall"  # the topic of who looks at what, for those who watch all of it at once
LOOK = """
    insert into live_looking (process, agent_id, ticket_id, seen_at)
    select %(process)s, pair.agent_id, pair.ticket_id, %(now)s
    from unnest(%(agents)s::bigint[], %(tickets)s::bigint[]) as pair (agent_id, ticket_id)
    join tickets_ticket ticket on ticket.id = pair.ticket_id
    join accounts_agent agent on agent.id = pair.agent_id
    on conflict (ticket_id, agent_id, process) do update set seen_at = excluded.seen_at
    returning agent_id, ticket_id, xmax = 0
"""


class Looking(models.Model):
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="looking")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="looking")
    process = models.CharField(max_length=32, default="")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "agent", "process"], name="looks_once")]


def look(process: str, looks: Iterable[tuple[int, int]], now: datetime) -> None:
    """The agents have these tickets open at `now`, pairs of their keys; others hear of what is new."""
    pairs = list(looks)
    with connection.cursor() as cursor:
        given = {"agents": [agent for agent, _ in pairs], "tickets": [ticket for _, ticket in pairs]}
        cursor.execute(LOOK, given | {"process": process, "now": now})
        fresh = [(agent, ticket) for agent, ticket, is_new in cursor.fetchall() if is_new]
    if fresh:
        publish(WALL, *[f"looking-{ticket_id}" for _, ticket_id in fresh])
        note_unseen(fresh, now)


def look_away(process: str, agent_id: int, ticket_ids: Iterable[int]) -> None:
    """The agent has these tickets open no more in any screen of `process`."""
    rows = Looking.objects.filter(process=process, agent_id=agent_id, ticket_id__in=list(ticket_ids))
    gone = list(rows.values_list("ticket_id", flat=True))
    if gone:
        rows.delete()
        publish(WALL, *[f"looking-{ticket_id}" for ticket_id in gone])


def lookers(ticket_id: int, now: datetime) -> list[Agent]:
    """Agents who have the ticket open at `now` and are seen, by name."""
    there = Looking.objects.filter(ticket_id=ticket_id, seen_at__gt=now - LASTS)
    seen = Agent.objects.exclude(pk__in=unseen_agents().values("pk"))
    return list(seen.filter(pk__in=there.values("agent_id")).order_by("name"))


def tell_looked_at(agent_id: int) -> None:
    """The agent is seen from now on, or no longer: whoever looks at the same tickets hears of it."""
    looked_at = Looking.objects.filter(agent_id=agent_id).values_list("ticket_id", flat=True)
    publish(WALL, *[f"looking-{ticket_id}" for ticket_id in set(looked_at)])


def looking_at(ticket_id: int, now: datetime) -> set[int]:
    """The keys of the agents who have the ticket open at `now`."""
    there = Looking.objects.filter(ticket_id=ticket_id, seen_at__gt=now - LASTS)
    return set(there.values_list("agent_id", flat=True))


def forget_lookers(now: datetime) -> int:
    """Drop rows of screens that went without a word; returns how many."""
    return Looking.objects.filter(seen_at__lt=now - LASTS * 10).delete()[0]
