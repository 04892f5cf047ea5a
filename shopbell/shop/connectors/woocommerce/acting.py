"""What the desk does to an order in WooCommerce: cancel it, pay back, send it elsewhere; its goods are in goods.py.

WooCommerce knows no key that does a call once. So each refund carries the run's mark in its reason, and the refunds of
the order are looked through before one is made.
"""

from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.money import in_major

from ...actions.run import ActionRun
from ...payment import PaymentMethod
from ..country import country_code
from ..errors import ShopRefuses
from ..item import Done
from ..mark import mark_of, marked
from . import goods
from .answers import method_of
from .api import Api


def found(api: Api, run: ActionRun) -> Done | None:
    if run.action == "refund_order":
        refund = _marked_refund(api, run)
        return Done(str(refund["id"])) if refund else None
    if run.action == "change_items":
        order = _order(api, run)
        return Done(_key(run)) if goods.is_marked(order, run) else None
    if run.action == "reship":
        return goods.found_replacement(api, run, _order(api, run))
    if run.action == "cancel_order" and _order(api, run)["status"] == "cancelled":
        is_paid_back = not _owed(run) or _marked_refund(api, run)  # staff cancel there without paying back
        return Done(_key(run)) if is_paid_back else None
    return None  # an address that is written twice is the same address


def act(api: Api, run: ActionRun) -> Done:
    if run.action == "change_items":
        return goods.change_items(api, run, _order(api, run))
    if run.action == "reship":
        return goods.reship(api, run, _order(api, run))
    return {"cancel_order": _cancel, "refund_order": _refund, "change_address": _send_elsewhere}[run.action](
        api, run
    )


def _cancel(api: Api, run: ActionRun) -> Done:
    """Pay back first: an order that is cancelled and not paid back would look done. Both bear being done again."""
    if _owed(run) and not _marked_refund(api, run):
        _refund(api, run)
    api.act("PUT", f"wc/v3/orders/{_key(run)}", {"status": "cancelled"})
    return Done(_key(run))


def _refund(api: Api, run: ActionRun) -> Done:
    _refuse_elsewhere(_order(api, run), run)
    currency = run.order.currency if run.order else ""
    wish = {"amount": str(in_major(_owed(run), currency)), "reason": marked(run), "api_refund": True}
    return Done(str(api.act("POST", f"wc/v3/orders/{_key(run)}/refunds", wish)["id"]))


def _owed(run: ActionRun) -> int:
    return sum(effect["cents"] for effect in run.effects["money"])


def _refuse_elsewhere(order: dict[str, Any], run: ActionRun) -> None:
    """WooCommerce pays back by the gateway that took the money, and by no other."""
    told = method_of(order, "")
    kind = told.kind if told else None
    for effect in run.effects["money"]:
        method = PaymentMethod.objects.filter(pk=effect["method"]).first()
        if (method.kind if method else None) != kind:
            raise ShopRefuses(_("The shop system pays back only to the method that it was paid by."))


def _marked_refund(api: Api, run: ActionRun) -> dict[str, Any] | None:
    _order(api, run)  # the refunds of an order that is gone are no list
    refunds, _total = api.list(f"wc/v3/orders/{_key(run)}/refunds", per_page=100)
    return next((each for each in refunds if mark_of(run) in (each.get("reason") or "")), None)


def _send_elsewhere(api: Api, run: ActionRun) -> Done:
    to = run.effects["data"]["address"]
    first, _space, last = to.get("name", "").rpartition(" ")
    shipping = {
        "first_name": first, "last_name": last, "address_1": to["line1"], "address_2": to.get("line2", ""),
        "city": to["city"], "state": to.get("region", ""), "postcode": to.get("postcode", ""),
        "country": country_code(to["country"]),
    }  # fmt: skip
    api.act("PUT", f"wc/v3/orders/{_key(run)}", {"shipping": shipping})
    return Done(_key(run))


def _order(api: Api, run: ActionRun) -> dict[str, Any]:
    order = api.get(f"wc/v3/orders/{_key(run)}")
    if order is None:
        raise ShopRefuses(_("The shop system does not have this order any more."))
    return order


def _key(run: ActionRun) -> str:
    if run.order is None:
        raise ShopRefuses(_("The shop system does not have this order any more."))
    return run.order.external_id
