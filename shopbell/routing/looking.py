"""When the desk looks for somebody: whenever a ticket comes to need one, an agent comes or goes, or has room again.

The minute's look is the net below: for what had been in somebody's hands at that moment, for an agent whose screen
was lost without a word, for somebody who let a ticket pass five minutes ago.
"""

import contextlib
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from shopbell.promises.calls_due import calls_due
from shopbell.tickets.event import Event, Verb

from . import skill_wish
from .answering import expire_offers, withdraw_from_away
from .assigning import GIVES, route_ticket
from .call_offering import offer_calls
from .offer import Offer, OfferQuerySet
from .queue import route_waiting
from .taking_back import CHAT, absent_with_work, has_chats_waiting, take_back
from .team_routing import Mode, TeamRouting, routing_of
from .unmanned import tell_of_unmanned
from .waiting import routed_teams
from .withdrawing import withdraw_offer

LOOK, LOOK_AGAIN = "routing.look", "routing.look_again"
AGAIN_SECONDS = 10
COMES = {  # to need somebody
    *(Verb.RECEIVED, Verb.REOPENED, Verb.OPENED, Verb.UNASSIGNED, Verb.MOVED, Verb.TRANSFERRED, Verb.WOKEN),
    *(Verb.UNMARKED_SPAM, Verb.RESTORED, Verb.CLASSIFIED, Verb.UNMERGED, Verb.SPLIT_OFF),
    *(Verb.OFFER_DECLINED, Verb.OFFER_MISSED, Verb.OFFER_WITHDRAWN),
}
GOES = {  # out of somebody's hands, who has room for another; and is no reason to ask anybody any more
    *(Verb.SOLVED, Verb.CLOSED, Verb.PENDED, Verb.HELD, Verb.SNOOZED, Verb.MARKED_SPAM, Verb.DELETED),
    *(Verb.MERGED_AWAY, Verb.ASSIGNED),
}
LEAVES = {Verb.MOVED, Verb.TRANSFERRED}
ENDS = {Verb.SOLVED, Verb.CLOSED}
ANSWERED = {Verb.OFFER_DECLINED, Verb.OFFER_MISSED, Verb.OFFER_WITHDRAWN}
RISKS = {Verb.PROMISE_AT_RISK, Verb.PROMISE_NEAR}
VERBS = COMES | GOES | RISKS | {Verb.CALL_ASKED}


def react(event: Event) -> None:
    """Look for somebody for the ticket, or for work for whoever has room now. Twice changes nothing."""
    ticket = event.ticket
    if event.verb in ENDS:
        skill_wish.forget(ticket, before=event.created_at)
    if event.verb == Verb.CALL_ASKED or (event.verb in ANSWERED and ticket.assignee_id):
        look_soon()  # for who calls, or for the next to ask
    elif event.verb in RISKS:
        if routing_of(ticket.team_id).mode != Mode.OFF or ticket.channel == CHAT:
            look_soon()  # its agent may be away
    elif event.verb in GOES:
        _withdraw(Offer.objects.open().filter(ticket=ticket))
        if ticket.assignee_id and routing_of(ticket.team_id).mode in GIVES:
            look_soon()  # who was asked, or is rid of it, can be given another
    elif ticket.assignee_id is None:
        if event.verb in LEAVES:  # who was asked for where it was is not asked any more
            _withdraw(Offer.objects.open().filter(ticket=ticket, offered_at__lt=event.created_at))
        if routing_of(ticket.team_id).mode in GIVES:  # else it need not be claimed: a move has its own event
            route_ticket(ticket.pk)
        if event.verb in ANSWERED:
            look_soon()
    if event.verb == Verb.RECEIVED and ticket.channel == CHAT:
        tell_of_unmanned(timezone.now(), [ticket.pk])


def _withdraw(offers: OfferQuerySet) -> None:
    for offer in offers.select_related("ticket", "agent"):
        withdraw_offer(offer)


def availability_changed(agent_id: int) -> None:
    """An agent came, went, or chose otherwise: look what that means, soon. Costs next to nothing where nobody is routed
    and no shopper waits for them or for their teams."""
    if (
        has_chats_waiting(agent_id)
        or TeamRouting.objects.filter(mode__in=GIVES).exists()
        or calls_due(timezone.now())
    ):
        look_soon()


def look_soon() -> None:
    """One look for all that happens at about the same time."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        jobs.configure_task(LOOK, queue="react", queueing_lock=LOOK).defer()


def look(now: datetime | None = None, absent: Collection[int] = ()) -> None:
    """End offers that are over, take back what its agent left, and find somebody for what waits.

    `absent` are agents who had no screen a moment ago; those who have none now are taken for gone.
    """
    now = now or timezone.now()
    expire_offers(now)
    withdraw_from_away()
    take_back(now, absent)
    offer_calls(now)
    if teams := routed_teams(GIVES):
        route_waiting(teams, now)
    tell_of_unmanned(now)


def look_each_minute(now: datetime) -> None:
    """The same for whatever nothing told of; whose screens are closed is looked at again a little later."""
    look(now)
    if absent := absent_with_work(now):
        jobs.configure_task(LOOK_AGAIN, queue="react", schedule_in={"seconds": AGAIN_SECONDS}).defer(
            absent=[*absent]
        )
