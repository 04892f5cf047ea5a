"""What the desk does to an order in Vendure: cancel it, pay back, send it elsewhere.

Vendure knows no key that does a call once. So each refund carries the run's mark in its reason, and the refunds of the
order are looked through before one is made; cancelling and writing an address bear being done again.
"""

from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.money import digits_of

from ...actions.run import ActionRun
from ...payment import PaymentMethod
from ..country import country_code
from ..errors import ShopRefuses
from ..item import Done
from ..mark import mark_of, marked
from . import questions
from .answers import PAID
from .api import Api

MODIFYING, CANCELLED = "Modifying", "Cancelled"
HERE = {
    "PaymentAuthorized",
    "PaymentSettled",
    MODIFYING,
    "ArrangingAdditionalPayment",
}  # nothing of it has left
Node = dict[str, Any]


def found(api: Api, run: ActionRun) -> Done | None:
    order = _order(api, run)
    if run.action == "change_address" or (run.action == "cancel_order" and order["state"] != CANCELLED):
        return None
    return None if _owed(order, run) else Done(_refund_of(order, run) or order["id"])


def act(api: Api, run: ActionRun) -> Done:
    return {"cancel_order": _cancel, "refund_order": _refund, "change_address": _send_elsewhere}[run.action](
        api, run
    )


def _cancel(api: Api, run: ActionRun) -> Done:
    """Cancel first: what cannot be cancelled is not paid back. Vendure itself cancels also what was delivered."""
    order = _order(api, run)
    if order["state"] not in {CANCELLED, *HERE}:
        raise ShopRefuses(_("In Vendure it has left already, so it is not cancelled."))
    if order["state"] != CANCELLED:
        wish = {"orderId": order["id"], "reason": marked(run), "cancelShipping": True}
        api.act(questions.CANCEL, input=wish)
    return _refund(api, run) if _owed(order, run) else Done(order["id"])


def _refund(api: Api, run: ActionRun) -> Done:
    order, refund = _order(api, run), ""
    for payment, amount in _spread(order, run):
        wish = {
            "paymentId": payment, "amount": amount, "reason": marked(run), "lines": [], "shipping": 0, "adjustment": 0,
        }  # fmt: skip
        refund = api.act(questions.REFUND, input=wish)["id"]
    return Done(refund)


def _spread(order: Node, run: ActionRun) -> list[tuple[str, int]]:
    """How much goes back on which payment, in Vendure's own units. Raises ShopRefuses before anything is done."""
    spread = []
    for name, owed in _owed(order, run).items():
        for payment in _paid_by(order, name):
            part = min(owed, payment["amount"] - sum(each["total"] for each in _standing(payment)))
            if part > 0:
                spread.append((payment["id"], part))
                owed -= part
        if owed > _rounding(run, order):
            raise ShopRefuses(
                _("Vendure pays back only to the method that it was paid by, and no more than is left there.")
            )
    return spread


def _owed(order: Node, run: ActionRun) -> dict[str, int]:
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
    return {name: amount for name, amount in owed.items() if amount > _rounding(run, order)}


def _theirs(cents: int, currency: str, order: Node) -> int:
    """In Vendure's own units. Raises ShopRefuses for what those cannot say to the last digit."""
    more = order["precision"] - digits_of(currency)
    whole, rest = divmod(cents * 10 ** max(more, 0), 10 ** max(-more, 0))
    if rest:
        raise ShopRefuses(_("Vendure keeps fewer digits of this currency than the sum has."))
    return whole


def _rounding(run: ActionRun, order: Node) -> int:
    """How much may be missing of a sum that the desk had to round, since Vendure keeps more digits of it."""
    currency = run.order.currency if run.order else ""
    return 10 ** max(order["precision"] - digits_of(currency), 0) - 1


def _paid_by(order: Node, name: str) -> list[Node]:
    return [each for each in order["payments"] or [] if each["state"] in PAID and each["method"][:40] == name]


def _standing(payment: Node) -> list[Node]:
    return [each for each in payment["refunds"] if each["state"] != "Failed"]


def _refund_of(order: Node, run: ActionRun) -> str:
    refunds = [each for payment in order["payments"] or [] for each in _standing(payment)]
    return next((each["id"] for each in refunds if mark_of(run) in (each["reason"] or "")), "")


def _send_elsewhere(api: Api, run: ActionRun) -> Done:
    """In Vendure an order is changed while it is in a state of its own, and goes back to the one before."""
    order, to = _order(api, run), run.effects["data"]["address"]
    if order["state"] != MODIFYING:
        api.act(questions.MOVE, id=order["id"], state=MODIFYING)
    place = {
        "fullName": to.get("name", ""), "streetLine1": to["line1"], "streetLine2": to.get("line2", ""),
        "city": to["city"], "province": to.get("region", ""), "postalCode": to.get("postcode", ""),
        "countryCode": country_code(to["country"]),
    }  # fmt: skip
    wish = {"dryRun": False, "orderId": order["id"], "updateShippingAddress": place, "note": marked(run)}
    try:
        api.act(questions.MODIFY, input=wish)
    finally:
        api.act(questions.MOVE, id=order["id"], state=_state_before(order))
    return Done(order["id"])


def _state_before(order: Node) -> str:
    """Only a pending order is sent elsewhere: it is paid, or the money is held."""
    is_settled = all(each["state"] != "Authorized" for each in order["payments"] or [])
    return "PaymentSettled" if is_settled else "PaymentAuthorized"


def _order(api: Api, run: ActionRun) -> Node:
    said = api.ask(questions.STATE, id=run.order.external_id if run.order else "")
    if said["order"] is None:
        raise ShopRefuses(_("The shop system does not have this order any more."))
    return said["order"] | {"precision": said["globalSettings"]["serverConfig"]["moneyStrategyPrecision"]}
