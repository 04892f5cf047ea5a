"""POST /chat/<key>/card: the shopper answers a card: `chosen` with a variant, `confirmed` or `declined`."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from shopbell.channels.chat.protocol import Unknown, body_of, chat_in, protocol, whole
from shopbell.channels.chat.start import turned_away
from shopbell.channels.email.sending.readable import readable
from shopbell.channels.inbox import Inbox
from shopbell.core.rate import count_address, count_use
from shopbell.customers.block import is_customer_blocked
from shopbell.customers.customer import Customer
from shopbell.shop.product import Variant
from shopbell.tickets.message import Message

from ..answering import answer_change, choose_variant
from ..card import Answer, ChatCard
from ..shown import card_told


@protocol("POST")
def answer_card(request: HttpRequest, inbox: Inbox) -> dict:
    body = body_of(request)
    session = chat_in(request, inbox, body.get("chat"))
    count_use(f"card {session.visitor_id}", limit=30, seconds=60)
    count_address("card", request, limit=300, seconds=60)
    if is_customer_blocked(session.customer_id):
        raise turned_away()
    card = _card(session.ticket_id, whole(body.get("card")))
    return {"card": card_told(_answered(card, body, Customer.objects.get(pk=session.customer_id)))}


def _card(ticket_id: int, number: int) -> ChatCard:
    """A card that the browser was told of. Raises Unknown for any other."""
    messages = readable(Message.objects.filter(ticket=ticket_id)).exclude(held_until__gt=timezone.now())
    card = (
        ChatCard.objects.select_related("message")
        .filter(pk=number, message__in=messages.values("pk"))
        .first()
    )
    if card is None:
        raise Unknown
    return card


def _answered(card: ChatCard, body: dict[str, Any], by: Customer) -> ChatCard:
    if body.get("answer") == Answer.CHOSEN:
        variant = Variant.objects.select_related("product").filter(pk=whole(body.get("variant"))).first()
        if variant is None:
            raise Unknown
        return choose_variant(card, variant, by=by)
    if body.get("answer") in (Answer.CONFIRMED, Answer.DECLINED):
        return answer_change(card, body["answer"] == Answer.CONFIRMED, by=by)
    raise Unknown
