"""What a shopper agreed to in the chat was done: what they need for what comes next (a label, a voucher, the way of a
parcel) goes out by itself, once, whether it was done at once, after an approval, or by the shop system.

It is written in the name of the agent who asked; the card itself says already what was agreed to. It answers nothing
that the shopper has asked since: then, and when that agent has left, it comes from the rule, and they wait on.
"""

import uuid
from typing import Any

from django.db import transaction

from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.shop.actions.run import ActionRun, RunStatus
from shopbell.shop.actions.to_tell import words_of_next
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.rule_note import add_rule_note

from .answering import RULE
from .card import Answer, ChatCard

VERBS = {Verb.ACTION_PERFORMED}
OF_CARDS = uuid.UUID("5b6dc1c7-2f0e-4d55-9d7e-8a3f51c0a9b4")


@transaction.atomic
def react(event: Event) -> None:
    """Once for each card: the message carries an id made of the card's, and the card is held meanwhile."""
    cards = ChatCard.objects.filter(run=event.data.get("run"), answer=Answer.CONFIRMED)
    card = cards.select_for_update(of=("self",)).select_related("message__agent").first()
    if card is None:
        return
    run = ActionRun.objects.select_related("customer").get(card=card)
    words = words_of_next(run)
    if not words or run.status != RunStatus.DONE:  # taken back meanwhile
        return
    client_id, agent = uuid.uuid5(OF_CARDS, str(card.pk)), card.message.agent
    if agent is None or event.ticket.messages.filter(client_id=client_id).exists():
        return
    try:
        with transaction.atomic():
            send_reply(
                event.ticket,
                words,
                channel="chat",
                client_id=client_id,
                hold_seconds=0,
                **_author(event, card),
            )
    except Refused as refusal:
        add_rule_note(
            event.ticket, "agreed_not_told", by=RULE, what=card.face.get("title", ""), why=str(refusal)
        )


def _author(event: Event, card: ChatCard) -> dict[str, Any]:
    """Who says it, and whether it ends the shopper's wait: it answers nothing that they asked since."""
    ticket, agent = event.ticket, card.message.agent
    ticket.lock()
    asked = ticket.messages.filter(customer__isnull=False, created_at__gt=card.answered_at)
    is_waiting = ticket.waiting_since is not None and asked.exists()
    is_here = agent is not None and agent.is_active
    return {
        "by": agent if is_here and not is_waiting else RULE,
        "is_answer": not is_waiting,
    }
