"""Giving an agent the next ticket because they ask for it: the most pressing one that they may and can answer.

Each is claimed with SKIP LOCKED, so that two who ask at the same moment get two tickets and wait for nobody.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.lock import holding
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .assigning import give
from .assignment_reason import AssignmentReason, stored
from .backlog import lanes_of
from .crowd import candidate_of, may_answer
from .need import Requirements, need_of
from .promise import is_at_risk
from .score import Candidate, Need, Part, Score, instead_of, refusal_of, score
from .skill import AgentSkill
from .team_routing import ROUTED, TeamRouting, routing_of
from .waiting import claim, in_order, of_teams, waiting_tickets
from .wish import Wish

ONE_PRESS = timedelta(seconds=10)  # within which the same button was pressed twice unawares
MOST_LOOKED_AT = 100  # waiting tickets, until somebody hears that nothing fits


def queues_to_pull(agent: Agent, routings: Iterable[TeamRouting] | None = None) -> list[int | None]:
    """The teams of `agent` (None: the tickets of no team) whose tickets can be asked for.

    `routings` are those of all teams that route, where they are at hand.
    """
    routed = [each.team_id for each in (ROUTED() if routings is None else routings)]
    anybodys = agent.may(Permission.TICKET_READ_UNASSIGNED) or agent.may(Permission.TICKET_READ_ALL)
    own = [team for team in routed if team in agent.team_ids or (team is None and anybodys)]
    return [team for team in own if may_answer(agent.permissions, is_of_team=team is not None)]


def next_ticket(agent: Agent, now: datetime | None = None, press: str = "") -> Ticket:
    """Give `agent` the ticket that they should answer next. Raises Refused when nothing waits that they can answer.

    What requires a skill that they lack is not looked at: however much of it waits, it hides nothing behind it.
    """
    now, asked = now or timezone.now(), Requirements()
    agent.require(Permission.TICKET_ASSIGN)
    levels = dict(AgentSkill.objects.filter(agent=agent).values_list("skill", "level"))
    queues = queues_to_pull(agent)
    waiting = of_teams(waiting_tickets(), queues).exclude(asked.beyond(levels))
    own = waiting.filter(wish__agent=agent).order_by("waiting_since", "pk").values_list("pk", flat=True)
    lanes = lanes_of(queues, now)
    others = in_order(waiting, asked.policy, MOST_LOOKED_AT, lanes)
    for ticket_id in [*own[:MOST_LOOKED_AT], *others]:
        if given := _take(ticket_id, waiting, agent, now, asked, press, is_parted=lanes is not None):
            return given.ticket
    raise Refused(_("Nothing waits that you can answer. Enjoy the quiet."))


def next_once(agent: Agent, press: str) -> Ticket:
    """`next_ticket`, for one press of the button: a double click, or a slow line, gets one ticket."""
    with holding(f"next ticket of {agent.pk}", is_shared=False):
        given = AssignmentReason.objects.filter(agent=agent, at__gt=timezone.now() - ONE_PRESS)
        same = (
            given.filter(parts__contains=[{"code": "own", "data": {"press": press}}])
            if press
            else given.none()
        )
        if known := same.select_related("ticket").first():
            return known.ticket
        return next_ticket(agent, press=press)


@transaction.atomic
def _take(
    ticket_id: int, waiting: TicketQuerySet, agent: Agent, now: datetime, asked: Requirements, press: str,
    *, is_parted: bool,
) -> AssignmentReason | None:  # fmt: skip
    ticket = claim(ticket_id, waiting)
    if ticket is None or _is_kept_for_another(ticket, agent, now, asked):
        return None
    fit = _fit(ticket, agent, now, asked)
    if fit is None:
        return None
    parts = stored(fit)
    parts[0]["data"]["press"] = press
    return give(ticket, agent, parts, by=agent, is_parted=is_parted)


def _fit(ticket: Ticket, agent: Agent, now: datetime, asked: Requirements) -> Score | None:
    """Why `agent` fits; None when they lack the right or a skill that is required."""
    need = need_of(ticket, routing_of(ticket.team_id), now, asked)
    candidate = candidate_of(agent, ticket, need, now, asked)
    if refusal_of(need, candidate, is_own_wish=True):
        return None
    fit = score(Need(need.wanted, asked=need.asked, usual=need.usual), _willing(candidate))
    is_there = Availability.objects.available(now).filter(agent=need.asked).exists()
    instead = instead_of(need, agent.pk, is_there=is_there)
    return Score(candidate, (Part("own", 0), *instead, *fit.parts))


def _willing(candidate: Candidate) -> Candidate:
    """The same, as somebody whom nothing refuses: they asked for it themselves."""
    return replace(candidate, is_available=True, open=0, load=0)


def _is_kept_for_another(ticket: Ticket, agent: Agent, now: datetime, asked: Requirements) -> bool:
    """Whether the customer asked for somebody else who is there, and there is still time."""
    wish = Wish.objects.filter(ticket=ticket).exclude(agent=agent).values("agent")
    is_there = Availability.objects.available(now).filter(agent__in=wish).exists()
    return is_there and not is_at_risk(ticket, asked.weight(ticket), now)
