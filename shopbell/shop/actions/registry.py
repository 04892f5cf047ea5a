"""Every action by its name."""

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from .action import Action
from .cancel_order import CancelOrder
from .refund_order import RefundOrder

ACTIONS: dict[str, Action] = {action.name: action for action in (CancelOrder(), RefundOrder())}


class UnknownAction(Refused):
    status = 404


def action_named(name: str) -> Action:
    if name not in ACTIONS:
        raise UnknownAction(_("There is no action “%(name)s”.") % {"name": name})
    return ACTIONS[name]
