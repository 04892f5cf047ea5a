"""What shoppers do to their orders themselves: the actions that agents have, by the same policies, with no exception.

Each is previewed and then agreed to, and done once for the key of its form. It is told in a ticket about the order: one
that is unsolved, else one of its own, which is settled at once when there is nothing left for an agent to do.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from babel.lists import format_list
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.core.rate import count_use
from shopbell.core.reader import countries, kept_language, locale
from shopbell.customers.customer import Customer
from shopbell.shop.actions.action import Action
from shopbell.shop.actions.offers import Offer, offers_for
from shopbell.shop.actions.perform import perform_action, preview_action
from shopbell.shop.actions.preview import Preview
from shopbell.shop.actions.registry import ACTIONS
from shopbell.shop.actions.run import UNDER_WAY, ActionRun, RunStatus
from shopbell.shop.address import PARTS
from shopbell.shop.order import Order
from shopbell.shop.place_words import needs_postcode, part_word
from shopbell.shop.policies.decide import NO_RULE
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.ticket import Ticket, create_ticket

CHANNEL = "portal"  # where it came from, as agents read it; answers go by mail
KEY = "portal-"  # before the keys of runs that were asked for here
AN_HOUR = 30  # actions of one customer
INVOICE = "resend_document"
LABELS = {  # what shoppers may do, in their words
    "cancel_order": gettext_lazy("Cancel the order"),
    "change_address": gettext_lazy("Change the address"),
    "return_items": gettext_lazy("Send something back"),
    "exchange_items": gettext_lazy("Exchange something"),
    "confirm_arrival": gettext_lazy("It has arrived"),
    "withdraw_return": gettext_lazy("Keep what I wanted to send back"),
    "withdraw_exchange": gettext_lazy("Keep what I wanted to exchange"),
    INVOICE: gettext_lazy("Mail me the invoice again"),
}
RUN_WORDS = {  # how it stands with what they asked for
    RunStatus.WAITING: gettext_lazy("We look at it first"),
    RunStatus.PERFORMING: RunStatus.PERFORMING.label,
    RunStatus.DONE: RunStatus.DONE.label,
    RunStatus.FAILED: gettext_lazy("Not possible"),
    RunStatus.UNDONE: gettext_lazy("Undone"),
}
TOLD_WHY_NOT = ("cancel_order", "change_address", "return_items", "exchange_items")
VERBS = {Verb.ACTION_PERFORMED}


def orders_of(customer: Customer) -> QuerySet[Order]:
    """Theirs, the newest first."""
    return Order.objects.filter(customer=customer)


def runs_of(customer: Customer, order: Order) -> QuerySet[ActionRun]:
    """What they did to it themselves, the newest first."""
    return ActionRun.objects.filter(order=order, by_customer=customer)


def action_for_shoppers(name: str) -> Action | None:
    return ACTIONS[name] if name in LABELS else None


def own_offers(order: Order, customer: Customer) -> tuple[list[Offer], list[Offer]]:
    """What they may do to it now, and what they would look for and may not, with the sentence of the rule."""
    offers = [
        each for each in offers_for(order, by=customer, customer=customer) if each.action.name in LABELS
    ]
    refused = [
        each
        for each in offers
        if not each.is_allowed and each.sentence and each.rule != NO_RULE and each.action.name in TOLD_WHY_NOT
    ]
    allowed = [each for each in offers if each.is_allowed]
    return [
        each for each in allowed if each.action.name != INVOICE or _has_invoice_to_mail(order, customer)
    ], refused


def _has_invoice_to_mail(order: Order, customer: Customer) -> bool:
    asked = {"document": "invoice"}
    return not preview_action(
        INVOICE, by=customer, order=order, customer=customer, parameters=asked
    ).is_refused


def agreed_to(preview: Preview) -> str:
    """What a shopper agrees to, in a few letters: the parameters, the money and what becomes of the order."""
    effects = preview.as_dict()
    money = [[each["kind"], each["cents"], each["currency"], each["method"]] for each in effects["money"]]
    said = [effects["parameters"], money, effects["status_after"], preview.hold is not None]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def done_with(key: str, customer: Customer, order: Order) -> ActionRun | None:
    """What was done with the `key` of a form already."""
    return runs_of(customer, order).filter(key=f"{KEY}{key}").first()


def missing_parts(action: Action, given: Mapping[str, Any]) -> list[str]:
    """The parts that an address must have, or must have in its country, and that are not `given`."""
    fields = action.Parameters.model_fields
    if "postcode" not in fields:
        return []
    needed = {name for name in PARTS if fields[name].is_required()}
    if needs_postcode(given.get("country") or ""):
        needed.add("postcode")
    return [name for name in PARTS if name in needed and not str(given.get(name) or "").strip()]


def check_address(action: Action, order: Order, parameters: dict[str, Any]) -> None:
    """Raises Refused for an address with a part missing, and for a country that is none unless the order says it
    already."""
    country = parameters.get("country", "")
    if missing := missing_parts(action, parameters):
        words = format_list([part_word(name, country) for name in missing], locale=locale())
        raise Refused(_("Something is missing: %(parts)s.") % {"parts": words})
    if country and country not in countries() and country != order.address.get("country"):
        raise Refused(_("Choose the country from the list."))


@transaction.atomic
def act_oneself(
    customer: Customer, name: str, *, order: Order, parameters: dict[str, Any], key: str
) -> ActionRun:
    """Do what `customer` asks for to their `order`, or let it wait for approval; the same `key` again does nothing.

    Raises ActionRefused with the sentence of the rule, WrongParameters, or Refused for one that is not for shoppers.
    """
    if name not in LABELS:
        raise Refused(_("You cannot do this yourself. Write to us."))
    count_use(f"portal action {customer.pk}", limit=AN_HOUR, seconds=3600)
    check_address(ACTIONS[name], order, parameters)
    key = f"{KEY}{key}"
    hold_until_commit(f"action {key}")  # before a ticket is made for what was done already
    known = ActionRun.objects.filter(key=key).first()
    ticket = known.ticket if known else _ticket_for(customer, order, name)
    run = perform_action(
        name,
        by=customer,
        key=key,
        order=order,
        customer=customer,
        parameters=parameters,
        ticket=ticket,
        confirmed=True,
    )
    if run.status == RunStatus.DONE and ticket is not None:
        _settle_if_silent(ticket)
    return run


def react(event: Event) -> None:
    """What waited for approval or the shop system is done now: its ticket is settled, if nobody wrote in it."""
    run = ActionRun.objects.filter(pk=event.data.get("run"), by_customer__isnull=False).first()
    if run and run.key.startswith(KEY):
        _settle_if_silent(event.ticket)


@transaction.atomic
def _settle_if_silent(ticket: Ticket) -> None:
    ticket.lock()
    is_under_way = ticket.action_runs.filter(status__in=UNDER_WAY).exists()
    if ticket.is_unsolved and not is_under_way and not ticket.messages.exists():
        solve_ticket(ticket)


def _ticket_for(customer: Customer, order: Order, name: str) -> Ticket:
    about = Ticket.objects.filter(customer=customer, order_links__order=order)
    unsolved = about.undeleted().standing().unsolved().order_by("-last_message_at", "-pk").first()
    if unsolved:
        return unsolved
    subject = _("%(action)s · order %(order)s") % {"action": LABELS[name], "order": order}
    ticket = create_ticket(
        customer=customer, channel=CHANNEL, subject=subject, by=customer, language=kept_language()
    )
    link_order(ticket, order, by=customer)
    return ticket
