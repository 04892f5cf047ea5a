"""Nobody's work is lost when an agent or a team goes: it goes back to its queue, or to the team that follows.

This floor knows no tickets; who has work of agents and teams is told in the same transaction (`WITNESSES`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction

from .agent import Agent
from .keeper import require_keeper
from .team import Membership, Team


@dataclass(frozen=True)
class Witness:
    """What a floor above does about its own work."""

    count_open: Callable[[Agent], int]
    agent_goes: Callable[..., None]  # (agent, by=): nobody else would see what waits for them
    team_goes: Callable[..., None]  # (team, heir, by=), before what points at the team is moved


WITNESSES: list[Witness] = []


def count_open_work(agent: Agent) -> int:
    return sum(witness.count_open(agent) for witness in WITNESSES)


@transaction.atomic
def deactivate_agent(agent: Agent, *, by) -> int:
    """Let `agent` in no more, and give their open work back to its queues; returns how much that was.

    Twice changes nothing. Sessions end at their next request. Raises Refused when no keeper would be left.
    """
    agent = Agent.objects.select_for_update().get(pk=agent.pk)
    if not agent.is_active:
        return 0
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    require_keeper()
    count = count_open_work(agent)
    for witness in WITNESSES:
        witness.agent_goes(agent, by=by)
    return count


def bring_back_agent(agent: Agent) -> None:
    """Let `agent` in again."""
    Agent.objects.filter(pk=agent.pk).update(is_active=True)


@transaction.atomic
def remove_team(team: Team, heir: Team | None, *, by) -> None:
    """Delete `team`; whatever points at it (tickets, macros, inboxes, reasons) is the heir's, or (None) anybody's."""
    for witness in WITNESSES:
        witness.team_goes(team, heir, by=by)
    for field in _pointers():
        field.model._base_manager.filter(**{field.name: team}).update(**{field.name: heir})
    team.delete()


def _pointers() -> list[models.ForeignKey]:
    """Every column of the product that points at a team, save who is in it."""
    return [
        field
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Team and model is not Membership
    ]
