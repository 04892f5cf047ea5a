"""What sending something back needs: the label and the instructions for the customer, as data for a page or a mail, and
how the order stands once nothing is on its way back any more."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.core.moment import day as day_words
from shopbell.core.reader import language_of_words

from ..exchange import OPEN, Exchange
from ..order import Order, OrderStatus
from ..policies.terms import Terms
from ..returned import Return, ReturnStatus
from .run import ActionRun
from .scene import Scene


def rma_number(order: Order, run: ActionRun) -> str:
    """On the label: the order and the run, so that there are no two alike."""
    return f"RMA-{order.number}-{run.pk}"[:60]


def label(number: str, terms: Terms) -> dict[str, Any]:
    return {"carrier": terms.label_carrier, "code": number, "to": terms.return_address}


def instructions(scene: Scene, terms: Terms) -> str:
    """In the customer's language."""
    return instructions_in(scene.language, terms, scene.at)


def instructions_in(language: str, terms: Terms, at: datetime) -> str:
    """For what was asked for `at` a moment, in `language`: the shop's own words, else these."""
    own = terms.instructions.get(language) or terms.instructions.get("en")
    if own:
        return own
    until = (at + timedelta(days=terms.send_back_days)).date()
    with translation.override(language_of_words(language)):
        return _(
            "Pack the items well, in their original packaging if you have it. Stick the label on the parcel "
            "and hand it in by %(day)s. Keep the receipt until you hear from us."
        ) % {"day": day_words(until)}


def status_without(scene: Scene, asked: Return | Exchange) -> OrderStatus:
    """How the order stands when `asked` is over: as it stood before, unless something else is on its way back."""
    if _others(Return.objects.filter(status=ReturnStatus.REQUESTED), scene, asked):
        return OrderStatus.RETURN_REQUESTED
    if _others(Exchange.objects.filter(status__in=OPEN), scene, asked):
        return OrderStatus.EXCHANGE_REQUESTED
    before = asked.run.before.get("status") if asked.run else None
    is_over = before in (OrderStatus.RETURN_REQUESTED, OrderStatus.EXCHANGE_REQUESTED)
    return OrderStatus(before) if before and not is_over else OrderStatus.DELIVERED


def _others(rows, scene: Scene, asked: Return | Exchange) -> bool:
    rows = rows.filter(order=scene.bought)
    return (rows.exclude(pk=asked.pk) if isinstance(asked, rows.model) else rows).exists()
