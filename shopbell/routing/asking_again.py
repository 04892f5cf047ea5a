"""Whom to ask about a live ticket that they let pass a moment ago, before they have rested.

No customer who waits live is left alone because everybody passed once. But who passed twice rests, whoever waits; and
while another customer waits live whom they have not let pass, in any queue of theirs that the desk looks after, it is
that one's turn: no chat holds up the line behind it by coming back.
"""

from collections.abc import Mapping
from datetime import datetime

from shopbell.accounts.agent import Agent
from shopbell.tickets.ticket import TicketQuerySet

from .capacity import live_channels
from .crowd import may_answer
from .need import Requirements
from .passing import Passed, passed_by
from .skill import AgentSkill
from .team_routing import GIVES, Mode, routing_of
from .waiting import of_teams, routed_teams, waiting_tickets

MOST_PASSED = 2  # times, within their rest, that somebody lets the same ticket pass


def asked_again(
    ticket_id: int, team_id: int | None, passed: Mapping[int, Passed], now: datetime, asked: Requirements
) -> tuple[int, ...]:
    """Those of `passed` who may have the live ticket once more at once, in the same order. Where tickets are given
    without asking, nobody who gave one back themselves: it would only come back.
    """
    is_asking = routing_of(team_id).mode == Mode.PUSH
    ready = [
        agent
        for agent, each in passed.items()
        if each.times < MOST_PASSED and (is_asking or not each.is_own_return)
    ]
    others = _others(ticket_id, asked)
    return tuple(agent for agent in ready if not _has_another(agent, others, now, asked))


def _others(ticket_id: int, asked: Requirements) -> TicketQuerySet:
    """What else waits live while nobody is asked about it, in whatever queue the desk looks after."""
    waiting = of_teams(waiting_tickets(), routed_teams(GIVES)).exclude(pk=ticket_id)
    return waiting.filter(channel__in=live_channels(asked.policy), waiting_since__isnull=False)


def _has_another(agent: int, others: TicketQuerySet, now: datetime, asked: Requirements) -> bool:
    """Whether one of them is left that `agent` can answer and has not let pass, in a queue of theirs."""
    others = of_teams(others, _queues(agent))
    levels = dict(AgentSkill.objects.filter(agent=agent).values_list("skill", "level"))
    passed = passed_by(agent, others, now)
    return others.exclude(asked.beyond(levels)).exclude(pk__in=passed).exists()


def _queues(agent_id: int) -> list[int | None]:
    """The queues whose tickets `agent_id` may answer; None is that of no team."""
    agent = Agent.objects.select_related("role").get(pk=agent_id)
    teams: list[int | None] = [*agent.team_ids] if may_answer(agent.permissions, is_of_team=True) else []
    return [*teams, None] if may_answer(agent.permissions, is_of_team=False) else teams
