"""The shopper answers a card: chooses a variant, confirms a change or declines it.

The answer is a message of theirs in the ticket, so that agents, transcripts and the history have it, and it stands on
the card. A confirmed change is done at once, in the name of the agent who asked and as far as that agent may go, and
only while it would do just what the shopper was told; otherwise a note tells the agents why not.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.customers.merge import standing
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.run import ActionRun
from shopbell.shop.order import Order
from shopbell.shop.product import Variant
from shopbell.tickets.message import receive_message
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.ticket import Ticket

from .card import Answer, CardKind, ChatCard
from .face import price
from .sending import told_effects

RULE = "Cards"


@transaction.atomic
def choose_variant(card: ChatCard, variant: Variant, *, by: Customer) -> ChatCard:
    """The shopper would like `variant` of the product shown. The same again is the same; another one is a new wish."""
    card = _locked(card)
    if card.kind != CardKind.PRODUCT or variant.product_id != card.product_id:
        raise Refused(_("This cannot be chosen here."))
    if variant.is_sold_out:
        raise Refused(_("%(name)s is sold out.") % {"name": variant})
    if card.variant_id == variant.pk:
        return card
    name = f"{variant.product.name}, {variant}" if variant.options else variant.product.name
    cost = price(variant.price_cents, variant.currency)
    _say(card, _("I would like this one: %(name)s (%(price)s)") % {"name": name, "price": cost}, by)
    return _settle(card, Answer.CHOSEN, variant=variant)


@transaction.atomic
def answer_change(card: ChatCard, is_agreed: bool, *, by: Customer) -> ChatCard:
    """The shopper agrees to the change, or does not; once. The same again is the same, the other is refused."""
    card = _locked(card)
    answer = Answer.CONFIRMED if is_agreed else Answer.DECLINED
    if not card.is_change:
        raise Refused(_("There is nothing to confirm here."))
    if card.answer == answer:
        return card
    if card.answer:
        raise Refused(_("You have answered this already. Write to us if you have changed your mind."))
    if not _is_own(card, by):
        raise Refused(_("Only the customer whose order this is can answer here."))
    said = _("Yes, I agree: %(what)s") if is_agreed else _("No, please do not: %(what)s")
    _say(card, said % {"what": card.face["title"]}, by)
    return _settle(card, answer, run=_perform(card) if is_agreed else None)


def _perform(card: ChatCard) -> ActionRun | None:
    """Do what was agreed to; None, and a note that says why, where it cannot be done."""
    message, agent = card.message, card.message.agent
    about: dict[str, Any] = {
        "order": card.order,
        "customer": message.ticket.customer,
        "ticket": message.ticket,
    }
    try:
        # what refuses says so to agents, in the language of the one who asked
        with transaction.atomic(), translation.override(agent.language if agent else "en"):
            if agent is None or not agent.is_active:
                raise Refused(_("Whoever asked for it is no longer here."))
            if card.order is None:
                raise Refused(_("The order is gone."))
            run = perform_action(
                card.action, by=agent, key=f"card-{card.pk}", parameters=card.parameters, confirmed=True,
                told=card.words, **about,
            )  # fmt: skip
            if told_effects(run.effects) != card.effects:  # nothing of it stays
                raise Refused(_("It would be something else now than what the customer was told."))
            return run
    except Refused as refusal:
        add_rule_note(message.ticket, "agreed_not_done", by=RULE, what=card.face["title"], why=str(refusal))
        return None


def _locked(card: ChatCard) -> ChatCard:
    """The card, held: its customers before its ticket, as actions and merges hold them, so that nobody waits for us
    while we wait for them. Raises Refused when they were merged while we waited."""
    ticket = Ticket.objects.filter(pk=card.message.ticket_id)
    owners = set(ticket.values_list("customer", flat=True))
    owners |= set(Order.objects.filter(pk=card.order_id or 0).values_list("customer", flat=True))
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=owners).order_by("pk"))
    if ticket.select_for_update().get().customer_id not in owners:
        raise Refused(_("The customer was changed a moment ago. Look once more."))
    rows = ChatCard.objects.select_for_update(of=("self",))
    return rows.select_related("message__ticket__customer", "message__agent", "order", "product").get(
        pk=card.pk
    )


def _is_own(card: ChatCard, by: Customer) -> bool:
    """Whether `by` is whose ticket, and whose order, it is: a merge may bring another customer's chat into a ticket."""
    owners = [card.message.ticket.customer] + ([card.order.customer] if card.order else [])
    return all(standing(owner) == standing(by) for owner in owners)


def _say(card: ChatCard, text: str, by: Customer) -> None:
    receive_message(card.message.ticket, text, customer=by, channel="chat")


def _settle(card: ChatCard, answer: Answer, **fields) -> ChatCard:
    card.answer, card.answered_at = answer, timezone.now()
    for name, value in fields.items():
        setattr(card, name, value)
    card.save(update_fields=["answer", "answered_at", *fields])
    return card
