"""What the desk does to an order in Shopify: cancel it, pay back, send it elsewhere.

Each refund carries the run's mark in its note and the same key in its request: Shopify does one key once, and the note
is found again after a crash.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.money import in_major

from ...actions.run import ActionRun
from ...payment import PaymentMethod
from ..country import country_code
from ..errors import ShopRefuses, ShopTrouble, Throttled
from ..item import Done
from ..mark import key_of, mark_of, marked
from ..money import minor
from . import questions
from .answers import PAID, method_of
from .api import Api
from .questions import gid

REASONS = {"no longer needed": "CUSTOMER", "ordered by mistake": "CUSTOMER", "out of stock": "INVENTORY"}
JOB = "gid://shopify/Job/"
SOON_SECONDS = 3
LONGEST = timedelta(hours=1)  # that a cancellation takes


def found(api: Api, run: ActionRun) -> Done | None:
    if run.action == "cancel_order":
        return _cancelled(api, run)
    if run.action == "refund_order":
        return _refunded(_order(api, run), run)
    return None  # an address that is written twice is the same address


def act(api: Api, run: ActionRun) -> Done:
    return {"cancel_order": _cancel, "refund_order": _refund, "change_address": _send_elsewhere}[run.action](
        api, run
    )


def _order(api: Api, run: ActionRun) -> dict[str, Any]:
    order = api.ask(questions.MONEY_OF_ORDER, id=_gid(run))["order"]
    if order is None:
        raise ShopRefuses(_("Shopify does not have this order any more."))
    return order


def _cancelled(api: Api, run: ActionRun) -> Done | None:
    """Shopify cancels in a job of its own: whether that is done, and what came of it."""
    is_asked = run.external_id.startswith(JOB)
    if is_asked:
        job = api.ask(questions.JOB, id=run.external_id)["job"]
        if job is not None and not job["done"]:
            if timezone.now() - _asked_at(run) > LONGEST:
                raise ShopTrouble(_("Shopify has been cancelling the order for an hour."), is_lasting=True)
            raise Throttled(SOON_SECONDS)
    order = _order(api, run)
    if order["cancelledAt"]:
        return Done(run.external_id) if is_asked else _as_asked(order, run)
    if is_asked:
        raise ShopRefuses(_("Shopify did not cancel the order. Look there for the reason."))
    return None


def _cancel(api: Api, run: ActionRun) -> Done:
    said = api.ask(
        questions.CANCEL, orderId=_gid(run), reason=REASONS.get(run.parameters.get("reason", ""), "OTHER"),
        refundMethod={"originalPaymentMethodsRefund": True}, restock=True, notifyCustomer=False,
        staffNote=marked(run),
    )["orderCancel"]  # fmt: skip
    errors = [*said["orderCancelUserErrors"], *said["userErrors"]]
    if errors and (order := _order(api, run))["cancelledAt"]:
        return _as_asked(order, run)
    _refuse(errors)
    run.external_id = said["job"]["id"]
    run.effects["data"]["asked_at"] = timezone.now().isoformat()
    run.save(update_fields=["external_id", "effects"])
    raise Throttled(SOON_SECONDS)  # and then look what has become of it


def _asked_at(run: ActionRun) -> datetime:
    """When Shopify was asked, which may be long after the agent asked: somebody had to approve it."""
    told = run.effects["data"].get("asked_at")
    return datetime.fromisoformat(told) if told else run.created_at


def _as_asked(order: dict[str, Any], run: ActionRun) -> Done:
    """It is cancelled: by us, when nobody heard the answer, or by staff who may not have paid it back."""
    note = (order["cancellation"] or {}).get("staffNote") or ""
    is_owed = any(effect["cents"] for effect in run.effects["money"])
    if mark_of(run) in note or not is_owed or not any(_left(order).values()):
        return Done(_gid(run))
    raise ShopRefuses(_("The order was cancelled in Shopify already. Look there whether it was paid back."))


def _refunded(order: dict[str, Any], run: ActionRun) -> Done | None:
    for refund in order["refunds"]:
        if mark_of(run) in (refund["note"] or ""):
            return Done(refund["id"])
    return None


def _refund(api: Api, run: ActionRun) -> Done:
    order = _order(api, run)
    if order["presentmentCurrencyCode"] != order["currencyCode"]:  # it wants the sum as the customer saw it
        raise ShopRefuses(_("The customer paid in another currency than the shop's. Refund it in Shopify."))
    wish = {
        "orderId": _gid(run),
        "note": marked(run),
        "notify": False,
        "transactions": _spread(order, run),
    }
    said = api.ask(questions.REFUND, input=wish, key=key_of(run))["refundCreate"]
    _refuse(said["userErrors"])
    return Done(said["refund"]["id"])


def _spread(order: dict[str, Any], run: ActionRun) -> list[dict[str, Any]]:
    """The refund of each payment: what the desk's preview said, method by method, from what Shopify has left of it."""
    left = _left(order)
    spread = []
    for effect in run.effects["money"]:
        cents = effect["cents"]
        method = PaymentMethod.objects.filter(pk=effect["method"]).first()
        for transaction in order["transactions"]:
            taken = min(cents, left.get(transaction["id"], 0))
            if taken and _is_by(transaction, method):
                left[transaction["id"]] -= taken
                cents -= taken
                spread.append(_back(run, transaction, taken))
        if cents:
            raise ShopRefuses(
                _("Shopify pays back only to the method that it came from, and not more than is left there.")
            )
    return spread


def _left(order: dict[str, Any]) -> dict[str, int]:
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
        "orderId": _gid(run),
        "gateway": transaction["gateway"],
        "kind": "REFUND",
        "amount": str(amount),
        "parentId": transaction["id"],
    }


def _send_elsewhere(api: Api, run: ActionRun) -> Done:
    to = run.effects["data"]["address"]
    first, _space, last = to.get("name", "").rpartition(" ")
    wish = {
        "address1": to["line1"], "address2": to.get("line2", ""), "city": to["city"], "zip": to.get("postcode", ""),
        "firstName": first, "lastName": last, "countryCode": country_code(to["country"]),
    }  # fmt: skip
    if to.get("region"):
        wish["provinceCode"] = to["region"]
    said = api.ask(questions.UPDATE, input={"id": _gid(run), "shippingAddress": wish})["orderUpdate"]
    _refuse(said["userErrors"])
    return Done(said["order"]["id"])


def _refuse(errors: list[dict[str, Any]]) -> None:
    if errors:
        raise ShopRefuses(_("Shopify says: %(words)s") % {"words": errors[0]["message"][:300]})


def _gid(run: ActionRun) -> str:
    if run.order is None:
        raise ShopTrouble(_("Shopify does not have this order any more."), is_lasting=True)
    return gid("Order", run.order.external_id)
