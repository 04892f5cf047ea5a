"""An offer that ends without an answer, because it has lost its point or a live customer waits: nobody let it pass."""

from django.db import transaction
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.channels.chat.manned import ROUTING
from shopbell.core.bus import publish
from shopbell.tickets.event import Verb, record
from shopbell.tickets.ticket import Ticket

from .offer import Answer, Offer


@transaction.atomic
def withdraw_offer(offer: Offer) -> None:
    """End it. The next is asked, if the ticket still waits."""
    ticket = hold_ticket(offer)
    if offer.answered_at is None:
        end_offer(offer, Answer.WITHDRAWN)
        record(ticket, Verb.OFFER_WITHDRAWN, by=ROUTING, to=str(offer.agent))


def make_way(agent: Agent) -> bool:
    """Withdraw whatever `agent` is asked about, which goes back to its place in the queue: a live customer waits.

    False when that ticket is in somebody's hands at this moment: they are never waited for. Needs a transaction.
    """
    held = Ticket.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    for offer in Offer.objects.open().filter(agent=agent).select_related("ticket", "agent"):
        if held.filter(pk=offer.ticket_id).first() is None:
            return False
        withdraw_offer(offer)
    return True


def hold_ticket(offer: Offer) -> Ticket:
    """The ticket of `offer`, locked, and the offer as it is now."""
    ticket = offer.ticket
    ticket.lock()
    offer.refresh_from_db(fields=["answered_at", "answer", "until"])
    return ticket


def end_offer(offer: Offer, answer: Answer) -> None:
    offer.answered_at, offer.answer = timezone.now(), answer
    offer.save(update_fields=["answered_at", "answer"])
    publish(f"agent-{offer.agent_id}")
