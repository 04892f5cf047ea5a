"""What the shop rules on: every action, and besides them how goods are sent, what is answered for, what is kept.

Those are ruled on like actions, by rows over the same facts; nobody performs them, they are told.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused

from ..actions.registry import ACTIONS

SHIPPING, WARRANTY, PRIVACY = "shipping", "warranty", "privacy"
MONEY_BACK = ("refund_days",)
SENT_BACK = (
    "refund_days", "fee_cents", "refund_when", "send_back_days", "label_carrier", "return_address", "instructions",
)  # fmt: skip
TERMS = {  # which terms are asked of a rule that allows; how long it can be taken back is asked of all that can
    "cancel_order": MONEY_BACK,
    "change_payment": MONEY_BACK,
    "change_items": MONEY_BACK,
    "refund_order": MONEY_BACK,
    "return_items": SENT_BACK,
    "receive_return": MONEY_BACK,
    "exchange_items": (
        "refund_days",
        "charge_when",
        "send_back_days",
        "label_carrier",
        "return_address",
        "instructions",
    ),
    "send_exchange": MONEY_BACK,
    "give_credit": ("voucher_days",),
    SHIPPING: ("delivery_days", "fee_cents", "currency"),
    WARRANTY: ("warranty_months",),
    PRIVACY: ("keep_months",),
}


@dataclass(frozen=True)
class Area:
    name: str
    label: Any
    terms: tuple[str, ...] = ()
    is_action: bool = True


def areas() -> dict[str, Area]:
    """By name, in the order in which people look for them."""
    known = {
        action.name: Area(
            action.name,
            action.label,
            (*TERMS.get(action.name, ()), *(("undo_minutes",) if action.is_undoable else ())),
        )
        for action in ACTIONS.values()
    }
    told = {
        name: Area(name, label, TERMS[name], is_action=False)
        for name, label in ((SHIPPING, _("Shipping")), (WARRANTY, _("Warranty")), (PRIVACY, _("Privacy")))
    }
    return known | told


def area_named(name: str) -> Area:
    """Raises Refused for one that there is not."""
    known = areas()
    if name not in known:
        raise Refused(_t("The shop does not rule on “%(name)s”.") % {"name": name})
    return known[name]
