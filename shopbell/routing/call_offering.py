"""Offering the calls whose time has come (`call_turn.py`), one after the other: the net is the minute's look."""

import logging
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability
from shopbell.accounts.handover import is_staying
from shopbell.channels.chat.manned import ROUTING
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.ticket import Ticket

from .assigning import offer_to
from .call_turn import is_late, tickets_to_call, wanting_calls
from .capacity import CALL
from .crowd import candidates_for, may_be_given
from .need import Requirements, need_of
from .offer import Answer, Offer
from .passing import PASSED
from .score import Candidate, Part, Score, rank
from .team_routing import routing_of
from .withdrawing import make_way

log = logging.getLogger(__name__)


def offer_calls(now: datetime) -> int:
    """Ask somebody for each call that is due and that nobody has taken; returns for how many."""
    asked, count = Requirements(), 0
    for ticket_id in wanting_calls(now):
        try:
            count += offer_call(ticket_id, now, asked) is not None
        except Exception:
            log.exception("nobody could be asked to call in ticket %s", ticket_id)
    return count


@transaction.atomic
def offer_call(ticket_id: int, now: datetime, asked: Requirements) -> Offer | None:
    """Ask whoever should make the call; None while somebody is asked or has taken it, or nobody can be asked."""
    held = tickets_to_call([ticket_id]).select_for_update(of=("self",), skip_locked=True)
    ticket = held.select_related("reason", "customer", "clocks", "complexity").first()
    if ticket is None:
        return None
    hold_until_commit(ROUTING)
    since = wanting_calls(now, [ticket_id]).get(ticket_id)
    if since is None or Offer.objects.open().filter(ticket=ticket).exists():
        return None
    for best in _ranking(ticket, since, now, asked):
        agent = Agent.objects.get(pk=best.candidate.agent)
        if is_staying(agent.pk) and may_be_given(agent, ticket) and make_way(agent):
            return offer_to(ticket, agent, best, routing_of(ticket.team_id), now)
    return None


def _ranking(ticket: Ticket, since: datetime, now: datetime, asked: Requirements) -> list[Score]:
    """Its agent, who knows it, however much they do; then who has room for a call, and when it is late who is in."""
    weight = 0 if is_late(ticket.pk, since, now) else asked.policy.weight_of(CALL)
    need = replace(need_of(ticket, routing_of(ticket.team_id), now, asked), weight=weight, is_live=True)
    people = candidates_for(ticket, need, now, asked)
    fit = rank(need, people)
    own = ticket.assignee_id
    others = [each for each in fit if each.candidate.agent != own]
    if (
        own is None
        or _let_it_pass(own, ticket, max(since, now - PASSED))
        or not _can_be_asked(own, people, now)
    ):
        return others
    return [Score(Candidate(own), (Part("theirs", 0),)), *others]


def _let_it_pass(agent: int, ticket: Ticket, since: datetime) -> bool:
    """Whether they were asked to make this call and did not. That the ticket itself went by them before says nothing:
    it is theirs again."""
    asked = Offer.objects.filter(ticket=ticket, agent=agent, answered_at__gte=since)
    return asked.filter(answer__in=[Answer.DECLINED, Answer.LATE]).exists()


def _can_be_asked(agent: int, people: list[Candidate], now: datetime) -> bool:
    """Whether they are in, and asked about nothing but what makes way for a call; they may be of another team."""
    is_in = Availability.objects.available(now).filter(agent=agent).exists()
    known = next((each for each in people if each.agent == agent), None)
    if known is None:
        return is_in and not Offer.objects.open().filter(agent=agent).exists()
    return is_in and (known.gives_way or not known.is_asked)
