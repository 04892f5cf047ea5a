"""What the desk does to an order in Shopify: cancel it, send it elsewhere, pay back (paying.py), change its items
(editing.py), take items back (returning.py, receiving.py), send them again (replacement.py)."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ...actions.run import ActionRun
from ..country import country_code
from ..errors import ShopRefuses, Throttled
from ..item import Done
from ..mark import mark_of, marked
from . import editing, questions, receiving, replacement, returning
from .api import Api, refuse
from .job import SOON_SECONDS, ask_to_cancel, wait_for
from .paying import gid_of, left_of, order_of, refund, refunded

REASONS = {"no longer needed": "CUSTOMER", "ordered by mistake": "CUSTOMER", "out of stock": "INVENTORY"}
JOB = "gid://shopify/Job/"


def found(api: Api, run: ActionRun) -> Done | None:
    look = FOUND.get(run.action)
    return look(api, run) if look else None  # an address that is written twice is the same address


def act(api: Api, run: ActionRun) -> Done:
    return ACTS[run.action](api, run)


def _cancelled(api: Api, run: ActionRun) -> Done | None:
    """Shopify cancels in a job of its own: whether that is done, and what came of it."""
    is_asked = run.external_id.startswith(JOB)
    if is_asked:
        wait_for(api, run.external_id, since=_asked_at(run))
    order = order_of(api, run)
    if order["cancelledAt"]:
        return Done(run.external_id) if is_asked else _as_asked(order, run)
    if is_asked:
        raise ShopRefuses(_("Shopify did not cancel the order. Look there for the reason."))
    return None


def _cancel(api: Api, run: ActionRun) -> Done:
    reason = REASONS.get(run.parameters.get("reason", ""), "OTHER")
    job, errors = ask_to_cancel(api, gid_of(run), reason, marked(run))
    if errors and (order := order_of(api, run))["cancelledAt"]:
        return _as_asked(order, run)
    refuse(errors)
    run.external_id = job
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
    if mark_of(run) in note or not is_owed or not any(left_of(order).values()):
        return Done(gid_of(run))
    raise ShopRefuses(_("The order was cancelled in Shopify already. Look there whether it was paid back."))


def _send_elsewhere(api: Api, run: ActionRun) -> Done:
    to = run.effects["data"]["address"]
    first, _space, last = to.get("name", "").rpartition(" ")
    wish = {
        "address1": to["line1"], "address2": to.get("line2", ""), "city": to["city"], "zip": to.get("postcode", ""),
        "firstName": first, "lastName": last, "countryCode": country_code(to["country"]),
    }  # fmt: skip
    if to.get("region"):
        wish["provinceCode"] = to["region"]
    said = api.act(questions.UPDATE, input={"id": gid_of(run), "shippingAddress": wish})
    return Done(said["order"]["id"])


FOUND = {
    "cancel_order": _cancelled,
    "refund_order": lambda api, run: refunded(order_of(api, run), run),
    "change_items": editing.found,
    "return_items": returning.found,
    "exchange_items": returning.found,
    "receive_return": receiving.found,
    "withdraw_return": returning.withdrawn,
    "withdraw_exchange": returning.withdrawn,
    "reship": replacement.found,
}
ACTS = {
    "cancel_order": _cancel,
    "refund_order": refund,
    "change_address": _send_elsewhere,
    "change_items": editing.change_items,
    "return_items": returning.take_back,
    "exchange_items": returning.take_back,
    "receive_return": receiving.receive,
    "withdraw_return": returning.cancel,
    "withdraw_exchange": returning.cancel,
    "reship": replacement.reship,
}
UNDOES = {
    "return_items": returning.withdraw,
    "exchange_items": returning.withdraw,
    "reship": replacement.take_back,
}
