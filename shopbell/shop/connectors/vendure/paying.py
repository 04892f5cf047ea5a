"""Paying back in Vendure, and what a run still owes.

Vendure knows no key that does a call once. So each refund carries the run's mark in its reason, and the refunds of the
order are looked through before one is made.
"""

from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.money import digits_of

from ...actions.run import ActionRun
from ...payment import PaymentMethod
from ..errors import ShopRefuses
from ..item import Done
from ..mark import mark_of, marked
from . import questions
from .answers import PAID
from .api import Api

Node = dict[str, Any]


def refund(api: Api, run: ActionRun) -> Done:
    order, made = order_of(api, run), ""
    for payment, amount in spread(order, run):
        wish = {
            "paymentId": payment, "amount": amount, "reason": marked(run), "lines": [], "shipping": 0, "adjustment": 0,
        }  # fmt: skip
        made = api.act(questions.REFUND, input=wish)["id"]
    return Done(made)


def spread(order: Node, run: ActionRun) -> list[tuple[str, int]]:
    """How much goes back on which payment, in Vendure's own units. Raises ShopRefuses before anything is done."""
    parts = []
    for name, owed in owed_by(order, run).items():
        for payment in _paid_by(order, name):
            part = min(owed, payment["amount"] - sum(each["total"] for each in _standing(payment)))
            if part > 0:
                parts.append((payment["id"], part))
                owed -= part
        if owed > rounding(run, order):
            raise ShopRefuses(
                _("Vendure pays back only to the method that it was paid by, and no more than is left there.")
            )
    return parts


def owed_by(order: Node, run: ActionRun) -> dict[str, int]:
    """What the run pays back by method, less what carries its mark already."""
    methods = PaymentMethod.objects.in_bulk(
        [each["method"] for each in run.effects["money"] if each["method"]]
    )
    owed: dict[str, int] = {}
    for effect in run.effects["money"]:
        if effect["kind"] == "refund" and effect["cents"]:
            name = methods[effect["method"]].brand if effect["method"] in methods else ""
            owed[name] = owed.get(name, 0) + _theirs(effect["cents"], effect["currency"], order)
    for name in owed:
        for payment in _paid_by(order, name):
            owed[name] -= sum(
                each["total"] for each in _standing(payment) if mark_of(run) in (each["reason"] or "")
            )
    return {name: amount for name, amount in owed.items() if amount > rounding(run, order)}


def _theirs(cents: int, currency: str, order: Node) -> int:
    """In Vendure's own units. Raises ShopRefuses for what those cannot say to the last digit."""
    more = order["precision"] - digits_of(currency)
    whole, rest = divmod(cents * 10 ** max(more, 0), 10 ** max(-more, 0))
    if rest:
        raise ShopRefuses(_("Vendure keeps fewer digits of this currency than the sum has."))
    return whole


def rounding(run: ActionRun, order: Node) -> int:
    """How much may be missing of a sum that the desk had to round, since Vendure keeps more digits of it."""
    currency = run.order.currency if run.order else ""
    return 10 ** max(order["precision"] - digits_of(currency), 0) - 1


def _paid_by(order: Node, name: str) -> list[Node]:
    return [each for each in order["payments"] or [] if each["state"] in PAID and each["method"][:40] == name]


def _standing(payment: Node) -> list[Node]:
    return [each for each in payment["refunds"] if each["state"] != "Failed"]


def refund_of(order: Node, run: ActionRun) -> str:
    refunds = [each for payment in order["payments"] or [] for each in _standing(payment)]
    return next((each["id"] for each in refunds if mark_of(run) in (each["reason"] or "")), "")


def order_of(api: Api, run: ActionRun) -> Node:
    said = api.ask(questions.STATE, id=run.order.external_id if run.order else "")
    if said["order"] is None:
        raise ShopRefuses(_("The shop system does not have this order any more."))
    return said["order"] | {"precision": said["globalSettings"]["serverConfig"]["moneyStrategyPrecision"]}
