"""Paying back in Shopify, and what is left of each payment there.

Each refund carries the run's mark in its note and the same key in its request: Shopify does one key once, and the note
is found again after a crash.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.money import in_major

from ...actions.run import ActionRun
from ...payment import PaymentMethod
from ..errors import ShopRefuses, ShopTrouble
from ..item import Done
from ..mark import key_of, mark_of, marked
from ..money import minor
from . import questions
from .answers import PAID, method_of
from .api import Api
from .questions import gid


def order_of(api: Api, run: ActionRun) -> dict[str, Any]:
    order = api.ask(questions.MONEY_OF_ORDER, id=gid_of(run))["order"]
    if order is None:
        raise ShopRefuses(_("Shopify does not have this order any more."))
    return order


def refunded(order: dict[str, Any], run: ActionRun) -> Done | None:
    for refund in order["refunds"]:
        if mark_of(run) in (refund["note"] or ""):
            return Done(refund["id"])
    return None


def refund(api: Api, run: ActionRun) -> Done:
    order = order_of(api, run)
    refuse_other_currency(order)
    wish = {
        "orderId": gid_of(run),
        "note": marked(run),
        "notify": False,
        "transactions": spread(order, run),
    }
    said = api.act(questions.REFUND, input=wish, key=key_of(run))
    return Done(said["refund"]["id"])


def refuse_other_currency(order: dict[str, Any]) -> None:
    """Shopify wants sums as the customer saw them, and edits no order that was paid otherwise."""
    if order["presentmentCurrencyCode"] != order["currencyCode"]:
        raise ShopRefuses(_("The customer paid in another currency than the shop's. Do it in Shopify."))


def pay_back_now(api: Api, order: dict[str, Any], run: ActionRun) -> None:
    """What the run pays back at once, besides what else it has done in Shopify already; twice does nothing."""
    if not owes_now(run) or refunded(order, run):
        return
    try:
        refund(api, run)
    except ShopRefuses as refusal:
        words = _("Everything is done but the refund. %(words)s") % {"words": refusal.words}
        raise ShopTrouble(words, is_lasting=True) from None


def owes_now(run: ActionRun) -> bool:
    money = run.effects["money"]
    return any(each["cents"] and each["kind"] == "refund" and each["when"] == "now" for each in money)


def spread(order: dict[str, Any], run: ActionRun) -> list[dict[str, Any]]:
    """The refund of each payment: what the desk's preview said, method by method, from what Shopify has left of it."""
    left = left_of(order)
    parts = []
    for effect in run.effects["money"]:
        cents = effect["cents"]
        method = PaymentMethod.objects.filter(pk=effect["method"]).first()
        for transaction in order["transactions"]:
            taken = min(cents, left.get(transaction["id"], 0))
            if taken and _is_by(transaction, method):
                left[transaction["id"]] -= taken
                cents -= taken
                parts.append(_back(run, transaction, taken))
        if cents:
            raise ShopRefuses(
                _("Shopify pays back only to the method that it came from, and not more than is left there.")
            )
    return parts


def left_of(order: dict[str, Any]) -> dict[str, int]:
    """What is left of each payment, by the transaction's id, as Shopify has it now."""
    currency = order["currencyCode"]
    told = [each for each in order["transactions"] if each["status"] in ("SUCCESS", "PENDING")]
    left = {
        each["id"]: minor(each["amountSet"]["shopMoney"]["amount"], currency)
        for each in told
        if each["kind"] in PAID and each["kind"] != "REFUND" and each["status"] == "SUCCESS"
    }
    for each in told:
        parent = (each["parentTransaction"] or {}).get("id")
        if each["kind"] == "REFUND" and parent in left:
            left[parent] -= minor(each["amountSet"]["shopMoney"]["amount"], currency)
    return left


def _is_by(transaction: dict[str, Any], method: PaymentMethod | None) -> bool:
    told = method_of(transaction, "")
    if method is None or told is None:
        return method is None and told is None
    return (told.kind, told.brand, told.last_four) == (method.kind, method.brand, method.last_four)


def _back(run: ActionRun, transaction: dict[str, Any], cents: int) -> dict[str, Any]:
    amount: Decimal = in_major(cents, run.order.currency)  # type: ignore[union-attr]  # such a run has one
    return {
        "orderId": gid_of(run),
        "gateway": transaction["gateway"],
        "kind": "REFUND",
        "amount": str(amount),
        "parentId": transaction["id"],
    }


def gid_of(run: ActionRun) -> str:
    if run.order is None:
        raise ShopTrouble(_("Shopify does not have this order any more."), is_lasting=True)
    return gid("Order", run.order.external_id)
