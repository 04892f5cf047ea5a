"""Sending a card: a reply whose text ends with the card in words, and the card on it, in one transaction."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.shop.actions.perform import preview_action
from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.order import Order
from shopbell.shop.policies.policy import Outcome
from shopbell.shop.product import Product
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .card import CardKind, ChatCard
from .face import change_face, order_face, product_face, words_of


def send_product(
    ticket: Ticket, product: Product, *, by: Agent, words: str = "", client_id: uuid.UUID | None = None
) -> Message:
    """Show `product` in the chat of `ticket`, below the agent's own `words`; once per `client_id`."""
    with _language_of(ticket):
        face = product_face(product)
        card = ChatCard(kind=CardKind.PRODUCT, product=product, face=face, words=words_of(face))
    return _send(ticket, card, by=by, words=words, client_id=client_id)


def send_order(
    ticket: Ticket, order: Order, *, by: Agent, words: str = "", client_id: uuid.UUID | None = None
) -> Message:
    """Show `order` in the chat of its own customer. Raises Refused for anybody else's."""
    if order.customer_id != ticket.customer_id:
        raise Refused(_("This order is another customer's. Only its own customer may see it."))
    with _language_of(ticket):
        face = order_face(order)
        card = ChatCard(kind=CardKind.ORDER, order=order, face=face, words=words_of(face))
    return _send(ticket, card, by=by, words=words, client_id=client_id)


def ask_for_change(
    ticket: Ticket,
    action: str,
    *,
    by: Agent,
    order: Order,
    parameters: dict[str, Any],
    words: str = "",
    client_id: uuid.UUID | None = None,
) -> Message:
    """Ask the shopper whether to do `action`, with all that it would do; it is done when they confirm (`answering.py`).

    Raises Refused where the action would be refused, so that nobody is promised what the shop does not allow.
    """
    card = _change_card(ticket, action, by=by, order=order, parameters=parameters)
    return _send(ticket, card, by=by, words=words, client_id=client_id)


def change_in_words(
    ticket: Ticket, action: str, *, by: Agent, order: Order, parameters: dict[str, Any]
) -> str:
    """The same question for a reply that carries no card. Raises Refused as `ask_for_change` does."""
    return _change_card(ticket, action, by=by, order=order, parameters=parameters).words


def _change_card(
    ticket: Ticket, action: str, *, by: Agent, order: Order, parameters: dict[str, Any]
) -> ChatCard:
    by.require(Permission.ORDER_ACT)
    preview = preview_action(
        action, by=by, order=order, customer=ticket.customer, ticket=ticket, parameters=parameters
    )
    if preview.ruling.outcome == Outcome.REFUSE:
        raise ActionRefused(preview.ruling)
    with _language_of(ticket):
        face = change_face(preview)
        asks = _("Do you agree? You may also answer with yes or no.")
        return ChatCard(
            kind=CardKind.CHANGE, order=order, face=face, words=words_of(face, asks=asks), action=action,
            parameters=preview.parameters, effects=told_effects(preview.as_dict()),
        )  # fmt: skip


def told_effects(effects: dict[str, Any]) -> dict[str, Any]:
    """What a shopper agrees to of all `effects`: money, pieces, state and whither. What differs in these is another
    matter."""
    named = ("method_name", "name")  # follow the reader's language
    moved = {
        kind: [{name: value for name, value in each.items() if name not in named} for each in effects[kind]]
        for kind in ("money", "stock")
    }
    return moved | {"status_after": effects["status_after"], "address": effects["data"].get("address")}


@transaction.atomic
def _send(ticket: Ticket, card: ChatCard, *, by: Agent, words: str, client_id: uuid.UUID | None) -> Message:
    if ticket.channel != "chat":
        raise Refused(_("The customer is not in a chat. Put it into the reply instead."))
    text = f"{words.strip()}\n\n{card.words}" if words.strip() else card.words
    message = send_reply(ticket, text, by=by, channel="chat", client_id=client_id)
    if not message.cards.exists():
        card.message = message
        card.save()
    return message


def _language_of(ticket: Ticket):
    return translation.override(ticket.language or ticket.customer.language or translation.get_language())
