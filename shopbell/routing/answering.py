"""Answering an offer: take it, let it pass, or let its time run out; then the next is asked.

An answer that comes too late is refused with a sentence: somebody else may be reading the ticket already.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability, Choice
from shopbell.channels.chat.manned import ROUTING
from shopbell.core.errors import Refused
from shopbell.tickets.event import Verb, record

from .assigning import give
from .assignment_reason import AssignmentReason
from .call_turn import wanting_calls
from .crowd import may_be_given
from .missing import set_away_who_misses
from .offer import Answer, Offer
from .waiting import wanting_tickets
from .withdrawing import end_offer, hold_ticket, withdraw_offer


@transaction.atomic
def accept_offer(offer: Offer, *, by: Agent, now: datetime | None = None) -> AssignmentReason | None:
    """Take the ticket. Raises Refused when the offer's time is over, or the ticket needs nobody any more or went to
    where `by` does not answer. None when `by` has taken it already: a second click says nothing new.
    """
    ticket = hold_ticket(offer)
    if offer.answer == Answer.ACCEPTED and offer.agent_id == by.pk == ticket.assignee_id:
        return None
    if offer.answered_at or offer.until <= (now or timezone.now()) or not can_be_accepted(offer, by):
        raise Refused(_("It is too late: somebody else is asked, or the ticket needs nobody any more."))
    end_offer(offer, Answer.ACCEPTED)
    return give(ticket, by, offer.parts, by=by)


def can_be_accepted(offer: Offer, by: Agent) -> bool:
    """Whether the ticket still wants somebody, and `by` may be given it: a move or a solution changes that at once,
    its reaction ends the offer a moment later.
    """
    wants = wanting_tickets().filter(pk=offer.ticket_id).exists()
    wants = wants or bool(wanting_calls(timezone.now(), [offer.ticket_id]))
    return wants and may_be_given(by, offer.ticket)


@transaction.atomic
def decline_offer(offer: Offer, *, by: Agent) -> None:
    """Let it pass: the next is asked. Twice leaves no trace."""
    _pass(offer, Answer.DECLINED, Verb.OFFER_DECLINED, by=by)


@transaction.atomic
def expire_offer(offer_id: int, now: datetime | None = None) -> bool:
    """End the offer when its time is over and nobody answered, and set who misses one after the other away; returns
    whether it did."""
    offer = Offer.objects.filter(pk=offer_id, until__lte=now or timezone.now()).first()
    if offer is None or not _pass(offer, Answer.LATE, Verb.OFFER_MISSED, by=ROUTING):
        return False
    set_away_who_misses(offer, offer.answered_at or offer.until)
    return True


def expire_offers(now: datetime) -> int:
    """End every offer whose time is over, should its own job have been lost; returns how many."""
    due = Offer.objects.open().filter(until__lte=now).values_list("pk", flat=True)
    return sum(expire_offer(pk, now) for pk in list(due))


def withdraw_from_away() -> None:
    """End the offers to agents who say that they are not available any more.

    A screen that was closed may be open again in a moment, on the next page: such an offer runs out by itself.
    """
    away = Availability.objects.exclude(chosen=Choice.AVAILABLE).values("agent")
    for offer in Offer.objects.open().filter(agent__in=away).select_related("ticket", "agent"):
        withdraw_offer(offer)


def _pass(offer: Offer, answer: Answer, verb: Verb, *, by) -> bool:
    ticket = hold_ticket(offer)
    if offer.answered_at:
        return False
    end_offer(offer, answer)
    record(ticket, verb, by=by, to=str(offer.agent), to_id=offer.agent_id)
    return True
