"""Finding somebody for a ticket that nobody has: given at once, offered first, or left until somebody asks for it.

One decision at a time: two at once would both see the same agent free. A ticket is claimed with SKIP LOCKED, so that
whoever has it in hand already is never waited for; what is missed so is found by the minute's look (`tasks.py`).
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from shopbell.accounts.agent import Agent
from shopbell.accounts.handover import is_staying
from shopbell.channels.chat.manned import ROUTING
from shopbell.core.bus import publish
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.event import Verb, record
from shopbell.tickets.ticket import Ticket

from .asking_again import asked_again
from .assignment_reason import AssignmentReason, Parts, stored
from .backlog import is_backlog
from .call_turn import wanting_calls
from .crowd import candidates_for
from .fallback import tell_of_colleague
from .need import Requirements, need_of
from .offer import Offer
from .passing import passed_at
from .score import Candidate, Need, Score, instead_of, is_kept, rank, rank_again
from .team_routing import GIVES, Mode, TeamRouting, routing_of
from .waiting import claim
from .withdrawing import make_way

EXPIRE = "routing.expire_offer"


class Miss(Enum):
    """Why nothing became of a ticket."""

    NOBODY = "nobody fits now"
    KEPT = "whom the customer asked for is there, is asked about another ticket, and there is still time"
    NOT_OURS = "somebody has it in hand, or is asked, or it wants nobody"


def route_ticket(ticket_id: int, now: datetime | None = None) -> AssignmentReason | Offer | None:
    """Give or offer the ticket to the agent who fits best, as its team does; None when nobody can be found now.

    Twice changes nothing: it is claimed only while nobody has it and nobody is asked.
    """
    found = find_agent(ticket_id, now or timezone.now(), Requirements())
    return None if isinstance(found, Miss) else found


@transaction.atomic
def find_agent(ticket_id: int, now: datetime, asked: Requirements) -> AssignmentReason | Offer | Miss:
    """The same, and why nothing became of it."""
    ticket = claim(ticket_id)
    routing = routing_of(ticket.team_id) if ticket else None
    if ticket is None or routing is None or routing.mode not in GIVES:
        return Miss.NOT_OURS
    if wanting_calls(now, [ticket_id]):  # it is offered as a call
        return Miss.NOT_OURS
    hold_until_commit(ROUTING)
    if Offer.objects.open().filter(ticket=ticket).exists():  # made after the claim began to look
        return Miss.NOT_OURS
    need = need_of(ticket, routing, now, asked)
    people = candidates_for(ticket, need, now, asked)
    if is_kept(need, people):
        return Miss.KEPT
    for best in _fitting(ticket, need, people, now, asked):
        agent = Agent.objects.get(pk=best.candidate.agent)
        if not (
            is_staying(agent.pk) and make_way(agent)
        ):  # they go, or have a ticket in hand at this very moment
            continue
        if routing.mode == Mode.PUSH:
            return offer_to(ticket, agent, best, routing, now)
        return give(ticket, agent, stored(best), by=ROUTING) or Miss.NOT_OURS
    return Miss.NOBODY


def ranking(
    ticket: Ticket, routing: TeamRouting, now: datetime, asked: Requirements | None = None
) -> list[Score]:
    """Those who may be given `ticket` now, the best first."""
    asked = asked or Requirements()
    need = need_of(ticket, routing, now, asked)
    people = candidates_for(ticket, need, now, asked)
    return [] if is_kept(need, people) else _fitting(ticket, need, people, now, asked)


def _fitting(
    ticket: Ticket, need: Need, people: list[Candidate], now: datetime, asked: Requirements
) -> list[Score]:
    """Who fits and, when nobody does, who let it pass; beside each what is said where another was asked for."""
    there = any(each.agent == need.asked and each.is_available for each in people)
    return [
        replace(each, parts=(*instead_of(need, each.candidate.agent, is_there=there), *each.parts))
        for each in rank(need, people) or _again(ticket, need, people, now, asked)
    ]


def _again(
    ticket: Ticket, need: Need, people: list[Candidate], now: datetime, asked: Requirements
) -> list[Score]:
    if not (need.is_live and need.passed):
        return []
    passed = passed_at(ticket.pk, now)
    return rank_again(need, asked_again(ticket.pk, ticket.team_id, passed, now, asked), people)


def give(
    ticket: Ticket, agent: Agent, parts: Parts, *, by, is_parted: bool = False
) -> AssignmentReason | None:
    """Assign `ticket` and keep why; a customer who expected somebody else is told. None when `agent` has it already.

    `is_parted`: it was taken from a line of which some is backlog. Needs a transaction.
    """
    event = assign_ticket(ticket, agent, by=by)
    if event is None:
        return None
    tell_of_colleague(ticket, agent)
    lane = is_backlog(ticket, timezone.now(), is_parted=is_parted)
    return AssignmentReason.objects.create(
        ticket=ticket, event=event, agent=agent, parts=parts, is_backlog=lane
    )


def offer_to(ticket: Ticket, agent: Agent, best: Score, routing: TeamRouting, now: datetime) -> Offer:
    """Ask `agent` to take `ticket`, for as long as its team says. Needs a transaction."""
    until = now + timedelta(seconds=routing.accept_seconds)
    offer = Offer.objects.create(ticket=ticket, agent=agent, offered_at=now, until=until, parts=stored(best))
    record(ticket, Verb.OFFERED, by=ROUTING, to=str(agent), to_id=agent.pk)
    publish(f"agent-{agent.pk}")
    jobs.configure_task(EXPIRE, queue="react", schedule_at=until).defer(offer_id=offer.pk)
    return offer
