"""Every action by its name, in the order in which people look for them."""

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from .action import Action
from .cancel_order import CancelOrder
from .change_address import ChangeAddress
from .change_default_address import ChangeDefaultAddress
from .change_items import ChangeItems
from .change_payment import ChangePayment
from .confirm_arrival import ConfirmArrival
from .exchange_items import ExchangeItems
from .flag_defect import FlagDefect
from .give_credit import GiveCredit
from .receive_return import ReceiveReturn
from .refund_order import RefundOrder
from .resend_document import ResendDocument
from .reship import Reship
from .return_items import ReturnItems
from .send_exchange import SendExchange
from .send_parcel import SendParcel
from .withdraw_exchange import WithdrawExchange
from .withdraw_return import WithdrawReturn

ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        CancelOrder(),
        ChangeAddress(),
        ChangePayment(),
        ChangeItems(),
        SendParcel(),
        ConfirmArrival(),
        RefundOrder(),
        ReturnItems(),
        ReceiveReturn(),
        WithdrawReturn(),
        ExchangeItems(),
        SendExchange(),
        WithdrawExchange(),
        Reship(),
        GiveCredit(),
        ResendDocument(),
        ChangeDefaultAddress(),
        FlagDefect(),
    )
}


class UnknownAction(Refused):
    status = 404


def action_named(name: str) -> Action:
    if name not in ACTIONS:
        raise UnknownAction(_("There is no action “%(name)s”.") % {"name": name})
    return ACTIONS[name]
