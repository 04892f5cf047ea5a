"""Nobody's work is lost when an agent or a team goes: it goes back to its queue, or to the team that follows.

This floor knows no tickets; who has work of agents and teams is told in the same transaction (`WITNESSES`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from shopbell.core.pointers import has_its_like, pointers_at

from .agent import Agent
from .keeper import require_keeper
from .team import Membership, Team


@dataclass(frozen=True)
class Witness:
    """What a floor above does about its own work."""

    count_open: Callable[[Agent], int]
    agent_goes: Callable[..., int]  # (agent, by=): how much waits for them, which nobody else would see
    team_goes: Callable[..., None]  # (team, heir, by=), before what points at the team is moved


WITNESSES: list[Witness] = []


def count_open_work(agent: Agent) -> int:
    return sum(witness.count_open(agent) for witness in WITNESSES)


@transaction.atomic
def deactivate_agent(agent: Agent, *, by) -> int:
    """Let `agent` in no more, and give their open work back to its queues; returns how much that was.

    Twice changes nothing. Sessions end at their next request. Raises Refused when no keeper would be left.
    """
    agent = Agent.objects.select_for_update(no_key=True).get(
        pk=agent.pk
    )  # rows that name them go on being written
    if not agent.is_active:
        return 0
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    require_keeper()
    return sum(witness.agent_goes(agent, by=by) for witness in WITNESSES)


def is_staying(agent_id: int) -> bool:
    """Whether the agent may sign in, now and until this transaction ends: whoever lets them go waits for it.

    Ask it before work is given to somebody, or they could go at the same moment and keep it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select is_active from accounts_agent where id = %s for share", [agent_id])
        row = cursor.fetchone()
    return bool(row and row[0])


def bring_back_agent(agent: Agent) -> None:
    """Let `agent` in again."""
    Agent.objects.filter(pk=agent.pk).update(is_active=True)


@transaction.atomic
def remove_team(team: Team, heir: Team | None, *, by) -> None:
    """Delete `team`; whatever points at it (tickets, macros, inboxes, reasons) is the heir's, or (None) anybody's.

    What the heir has of its own, as its hours, it keeps; what says something of a team alone goes without an heir.
    """
    for witness in WITNESSES:
        witness.team_goes(team, heir, by=by)
    for field in pointers_at(Team, but={Membership}):
        rows = field.model._base_manager.filter(**{field.name: team})
        if heir:
            rows.exclude(has_its_like(field, heir)).update(**{field.name: heir})
        elif field.null:
            rows.update(**{field.name: None})
    team.delete()
