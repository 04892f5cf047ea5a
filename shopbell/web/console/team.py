"""The team: who is there, how they are and what they say of it, for the small list at the foot of the rail."""

from dataclasses import dataclass
from datetime import datetime

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Choice
from shopbell.accounts.team import Membership

ORDER = [Choice.AVAILABLE, Choice.BUSY, Choice.AWAY, Choice.OFFLINE]


@dataclass(frozen=True)
class Mate:
    agent: Agent
    state: str
    status_text: str = ""

    @property
    def is_there(self) -> bool:
        return self.state != Choice.OFFLINE


def mates_of(agent: Agent, now: datetime) -> list[Mate]:
    """The colleagues of `agent`: those who are there first, of these the own teams', then by name."""
    others = Agent.objects.filter(is_active=True).exclude(pk=agent.pk).select_related("availability")
    own = set(Membership.objects.filter(team__in=agent.team_ids).values_list("agent_id", flat=True))
    mates = [_mate(each, now) for each in others.order_by("name", "pk")]
    return sorted(mates, key=lambda mate: (not mate.is_there, mate.agent.pk not in own, _rank(mate)))


def _mate(agent: Agent, now: datetime) -> Mate:
    if not hasattr(agent, "availability"):
        return Mate(agent, Choice.OFFLINE)
    return Mate(agent, agent.availability.state(now), agent.availability.status_text)


def _rank(mate: Mate) -> int:
    return ORDER.index(Choice(mate.state))
