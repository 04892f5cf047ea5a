"""What the desk does to an order in Vendure: cancel it, pay back (paying.py), change it (modifying.py), send it again
(replacement.py).

Cancelling and changing bear being done again; for the rest the run's mark is looked for before.
"""

from django.utils.translation import gettext as _

from ...actions.run import ActionRun
from ..errors import ShopRefuses
from ..item import Done
from ..mark import marked
from . import modifying, questions, replacement
from .api import Api
from .paying import order_of, owed_by, refund, refund_of

CANCELLED = "Cancelled"


def found(api: Api, run: ActionRun) -> Done | None:
    if run.action == "reship":
        return replacement.found(api, run)
    order = order_of(api, run)
    if run.action == "change_items":
        return modifying.found(api, order, run)
    if run.action == "change_address" or (run.action == "cancel_order" and order["state"] != CANCELLED):
        return None
    return None if owed_by(order, run) else Done(refund_of(order, run) or order["id"])


def act(api: Api, run: ActionRun) -> Done:
    return {
        "cancel_order": _cancel,
        "refund_order": refund,
        "change_address": modifying.send_elsewhere,
        "change_items": modifying.change_items,
        "reship": replacement.reship,
    }[run.action](api, run)


def _cancel(api: Api, run: ActionRun) -> Done:
    """Cancel first: what cannot be cancelled is not paid back. Vendure itself cancels also what was delivered."""
    order = order_of(api, run)
    if order["state"] not in {CANCELLED, *modifying.HERE}:
        raise ShopRefuses(_("In Vendure it has left already, so it is not cancelled."))
    if order["state"] != CANCELLED:
        wish = {"orderId": order["id"], "reason": marked(run), "cancelShipping": True}
        api.act(questions.CANCEL, input=wish)
    return refund(api, run) if owed_by(order, run) else Done(order["id"])
