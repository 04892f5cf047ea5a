"""Who could take a ticket: the agents of its team who have a screen open, as they stand now.

A fixed number of questions, however many agents there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Max

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability, Choice
from shopbell.accounts.permission import Permission
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from .assignment_reason import AssignmentReason
from .need import Requirements
from .offer import Offer
from .score import Candidate, Need
from .skill import AgentSkill

LATELY = timedelta(hours=1)
LONG_IDLE = 60.0  # minutes without a new ticket that are told


def candidates_for(
    ticket: Ticket, need: Need, now: datetime, asked: Requirements | None = None
) -> list[Candidate]:
    """Those of the team of `ticket` who are there at `now`, whatever they chose; of no team: everybody who is."""
    rows = Availability.objects.present(now).select_related("agent__role")
    if ticket.team_id:
        rows = rows.filter(agent__memberships__team=ticket.team_id)
    chosen = {row.agent: row.chosen for row in rows}
    return candidates(list(chosen), need, now, chosen=chosen, is_of_team=bool(ticket.team_id), asked=asked)


def candidates(
    agents: list[Agent], need: Need, now: datetime, *, chosen: dict[Agent, str], is_of_team: bool,
    asked: Requirements | None = None,
) -> list[Candidate]:  # fmt: skip
    """How each of `agents` stands for a ticket of their team, or (not `is_of_team`) of none."""
    ids = [agent.pk for agent in agents]
    loads, counts = _loads(ids, asked or Requirements())
    given, last = _given(ids, now)
    levels = _levels(ids, [each.skill for each in need.wanted])
    return [
        Candidate(
            agent.pk,
            is_available=chosen.get(agent) == Choice.AVAILABLE,
            may_answer=may_answer(agent, is_of_team=is_of_team),
            levels=levels[agent.pk],
            load=loads[agent.pk],
            open=counts[agent.pk],
            capacity=agent.capacity,
            given_lately=given[agent.pk],
            idle_minutes=_minutes(last.get(agent.pk), now),
        )
        for agent in agents
    ]


def may_answer(agent: Agent, *, is_of_team: bool) -> bool:
    """Whether `agent` may read and answer a ticket that is given to them."""
    reads = agent.may(Permission.TICKET_READ_ALL) or agent.may(Permission.TICKET_READ_OWN)
    return agent.may(Permission.TICKET_REPLY) and (
        reads or (is_of_team and agent.may(Permission.TICKET_READ_TEAM))
    )


def _loads(ids: list[int], asked: Requirements) -> tuple[Counter[int], Counter[int]]:
    """The weight of what each has to do, and how many tickets those are; what is offered to them counts already."""
    active = Ticket.objects.undeleted().in_queue().filter(status__among=[Status.NEW, Status.OPEN])
    own = active.filter(assignee__in=ids).order_by().values_list("assignee", "channel")
    offered = Offer.objects.open().filter(agent__in=ids).order_by().values_list("agent", "ticket__channel")
    loads: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    for agent, channel, count in [*own.annotate(Count("pk")), *offered.annotate(Count("pk"))]:
        loads[agent] += count * asked.policy.weight_of(channel)
        counts[agent] += count
    return loads, counts


def _given(ids: list[int], now: datetime) -> tuple[Counter[int], dict[int, datetime]]:
    """How many each was given lately, and when the last one."""
    rows = AssignmentReason.objects.filter(agent__in=ids, at__gt=now - LATELY).order_by()
    found = list(rows.values_list("agent").annotate(Count("pk"), Max("at")))
    return Counter({agent: count for agent, count, _last in found}), {
        agent: at for agent, _count, at in found
    }


def _levels(ids: list[int], skills: Iterable[int]) -> defaultdict[int, dict[int, int]]:
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    if wanted := list(skills):
        rows = AgentSkill.objects.filter(agent__in=ids, skill__in=wanted)
        for agent, skill, level in rows.values_list("agent", "skill", "level"):
            found[agent][skill] = level
    return found


def _minutes(last: datetime | None, now: datetime) -> float:
    return LONG_IDLE if last is None else max((now - last).total_seconds() / 60, 0)
