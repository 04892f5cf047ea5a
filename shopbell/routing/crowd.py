"""Who could take a ticket: the agents of its team who have a screen open, as they stand now.

A fixed number of questions, however many agents there are, and rows rather than models: five hundred of those take
longer to make than the decision.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability, Choice
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Membership
from shopbell.promises.calls_due import calls_due
from shopbell.promises.crew import QUIET
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from .assignment_reason import LONG_MINUTES, AssignmentReason
from .call_turn import calling
from .capacity import CALL
from .need import Requirements
from .offer import Offer
from .score import Candidate, Need
from .skill import AgentSkill
from .wish import Wish

LATELY = timedelta(minutes=LONG_MINUTES)


class Person(NamedTuple):
    """An agent as far as a decision knows them."""

    agent: int
    capacity: int
    is_available: bool
    permissions: Iterable[str]


class Among(NamedTuple):
    """Whose facts are asked for: a list of ids, or the question for them, which spares the database five hundred."""

    ids: Any


def candidates_for(
    ticket: Ticket, need: Need, now: datetime, asked: Requirements | None = None
) -> list[Candidate]:
    """Those of the team of `ticket` who are there at `now`, whatever they chose, and whom the customer asked for.

    Of no team: everybody who is there.
    """
    rows = Availability.objects.present(now)
    if ticket.team_id:
        team = Membership.objects.filter(team=ticket.team_id).values("agent")
        rows = rows.filter(Q(agent__in=team) | Q(agent=need.asked))
    found = rows.values_list("agent", "agent__capacity", "chosen", "agent__role__permissions")
    people = [Person(pk, most, chosen == Choice.AVAILABLE, may) for pk, most, chosen, may in found]
    among = Among(rows.values("agent"))
    guest = None if need.asked is None or _is_member(need.asked, ticket) else need.asked
    return candidates(people, among, need, now, is_of_team=bool(ticket.team_id), guest=guest, asked=asked)


def candidate_of(
    agent: Agent, ticket: Ticket, need: Need, now: datetime, asked: Requirements | None = None
) -> Candidate:
    """How `agent`, who asks for it themselves, stands for `ticket`."""
    own = Person(agent.pk, agent.capacity, True, agent.permissions)
    is_of_team = ticket.team_id in agent.team_ids
    return candidates([own], Among([agent.pk]), need, now, is_of_team=is_of_team, asked=asked)[0]


def candidates(
    people: list[Person], among: Among, need: Need, now: datetime, *, is_of_team: bool,
    guest: int | None = None, asked: Requirements | None = None,
) -> list[Candidate]:  # fmt: skip
    """How each of `people` stands for a ticket of their team, or (not `is_of_team`) of none. A `guest` is of another
    team: the customer asked for them."""
    asked = asked or Requirements()
    offered = _offered(among, now, asked)
    loads, counts = _loads(among, offered, now, asked)
    given, last = _given(among, now)
    levels = _levels(among, [each.skill for each in need.wanted])
    return [
        Candidate(
            pk,
            is_available=is_available,
            may_answer=may_answer(permissions, is_of_team=is_of_team and pk != guest),
            is_asked=pk in offered,
            gives_way=pk in offered and offered[pk].gives_way,
            levels=levels[pk],
            load=loads[pk],
            open=counts[pk],
            capacity=capacity,
            given_lately=given[pk],
            idle_minutes=_minutes(last.get(pk), now),
        )
        for pk, capacity, is_available, permissions in people
    ]


def may_answer(permissions: Iterable[str], *, is_of_team: bool) -> bool:
    """Whether somebody with these permissions may read and answer a ticket that is given to them."""
    reads = {Permission.TICKET_READ_ALL, Permission.TICKET_READ_OWN}
    reads |= {Permission.TICKET_READ_TEAM} if is_of_team else set()
    return Permission.TICKET_REPLY in permissions and not reads.isdisjoint(permissions)


def may_be_given(agent: Agent, ticket: Ticket) -> bool:
    """Whether `agent` is still among those whom `ticket` may go to, and may read and answer it once it is theirs."""
    is_of_team = ticket.team_id in agent.team_ids
    is_meant = (
        ticket.team_id is None or is_of_team or Wish.objects.filter(ticket=ticket, agent=agent).exists()
    )
    return is_meant and may_answer(agent.permissions, is_of_team=is_of_team)


def _is_member(agent: int, ticket: Ticket) -> bool:
    return Membership.objects.filter(agent=agent, team=ticket.team_id).exists()


class Offered(NamedTuple):
    """What somebody is asked about: of which channel, and whether it can wait for a live customer."""

    channel: str
    gives_way: bool


def _offered(among: Among, now: datetime, asked: Requirements) -> dict[int, Offered]:
    """Who is asked about a ticket now. A call that is due is as live as a chat whose shopper waits."""
    rows = Offer.objects.open().filter(agent__in=among.ids)
    known = ("agent", "ticket", "ticket__channel", "ticket__waiting_since")
    found = list(rows.values_list(*known))
    due = calls_due(now, [ticket for _agent, ticket, _channel, _since in found]) if found else {}
    return {
        agent: Offered(channel, ticket not in due and not (since and asked.policy.weight_of(channel)))
        for agent, ticket, channel, since in found
    }


def _loads(
    among: Among, offered: dict[int, Offered], now: datetime, asked: Requirements
) -> tuple[Counter[int], Counter[int]]:
    """The weight of what each has to do, and how many tickets those are; what is offered to them counts already.

    A talk in which nobody says anything any more holds no place, or three forgotten ones would for ever.
    """
    active = Ticket.objects.undeleted().in_queue().filter(status__among=[Status.NEW, Status.OPEN])
    lively = Q(waiting_since__isnull=False) | Q(last_message_at__gt=now - QUIET)
    own = active.filter(assignee__in=among.ids).order_by().values_list("assignee", "channel")
    counted = own.annotate(Count("pk"), lively=Count("pk", filter=lively))
    loads: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    asks = ((agent, each.channel, 1, 1) for agent, each in offered.items())
    for agent, channel, count, talks in [*counted, *asks]:
        loads[agent] += talks * asked.policy.weight_of(channel)
        counts[agent] += count
    for agent in calling(among.ids, now):
        loads[agent] += asked.policy.weight_of(CALL)
    return loads, counts


def _given(among: Among, now: datetime) -> tuple[Counter[int], dict[int, datetime]]:
    """How many each was given lately, and when the last one."""
    rows = AssignmentReason.objects.filter(agent__in=among.ids, at__gt=now - LATELY).order_by()
    found = list(rows.values_list("agent").annotate(Count("pk"), Max("at")))
    return Counter({agent: count for agent, count, _last in found}), {
        agent: at for agent, _count, at in found
    }


def _levels(among: Among, skills: Iterable[int]) -> defaultdict[int, dict[int, int]]:
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    if wanted := list(skills):
        rows = AgentSkill.objects.filter(agent__in=among.ids, skill__in=wanted)
        for agent, skill, level in rows.values_list("agent", "skill", "level"):
            found[agent][skill] = level
    return found


def _minutes(last: datetime | None, now: datetime) -> float:
    return LONG_MINUTES if last is None else max((now - last).total_seconds() / 60, 0)
