"""Orders that have been paid or delivered: refunds, returns, exchanges and replacements."""

from .words import (
    N_,
    Rule,
    allow,
    covered,
    lines_of_order,
    named_method,
    new_variants,
    own_method,
    own_order,
    refuse,
    when,
)

DELIVERED: dict[str, list[Rule]] = {
    "refund_order": [
        own_order("refund"),
        refuse(
            "refund-cancelled",
            N_("A cancelled order has been refunded"),
            N_("The order was cancelled, and what was paid went back then."),
            when("order.status", "is", "cancelled"),
        ),
        own_method("refund", when("method.is_named", "is", True)),
        refuse(
            "refund-to",
            N_("Refunds go where the money came from"),
            N_("A refund goes to the payment method of the order or to a gift card of yours."),
            when("method.is_named", "is", True),
            when("method.is_original", "is", False),
            when("method.kind", "is_not", "gift_card"),
            waivable=True,
        ),
        allow(
            "refund",
            N_("Refunds"),
            N_(
                "The refund goes to the payment method of the order or to a gift card of yours: a gift card has it at "
                "once, anything else within {refund_days} working days."
            ),
            refund_days=[5, 7],
        ),
    ],
    "return_items": [
        own_order("return"),
        refuse(
            "return-delivered",
            N_("Only a delivered order is returned"),
            N_(
                "Items can be returned once the order is delivered, and only if no return or exchange was asked for."
            ),
            when("order.status", "is_not", "delivered"),
        ),
        *lines_of_order("return"),
        own_method("return", when("method.is_named", "is", True)),
        refuse(
            "return-to",
            N_("Refunds go where the money came from"),
            N_("The refund goes to the payment method of the order or to a gift card of yours."),
            when("method.is_named", "is", True),
            when("method.is_original", "is", False),
            when("method.kind", "is_not", "gift_card"),
            waivable=True,
        ),
        allow(
            "return",
            N_("Returns"),
            N_(
                "Items of a delivered order can be returned. We send you a label. Once they are here, the money goes "
                "to the payment method of the order or to a gift card of yours: a gift card has it at once, anything "
                "else within {refund_days} working days."
            ),
            refund_days=[5, 7],
            send_back_days=14,
        ),
    ],
    "receive_return": [
        refuse(
            "receive-requested",
            N_("Only a return that was asked for is received"),
            N_("No return was asked for with this order."),
            when("order.status", "is_not", "return_requested"),
        ),
        allow("receive", N_("Receiving a return"), N_("The items are here, and the refund is on its way.")),
    ],
    "withdraw_return": [
        own_order("withdraw-return"),
        refuse(
            "withdraw-return-requested",
            N_("Only a return that was asked for is withdrawn"),
            N_("No return was asked for with this order."),
            when("order.status", "is_not", "return_requested"),
        ),
        allow(
            "withdraw-return",
            N_("Withdrawing a return"),
            N_(
                "A return can be withdrawn as long as the items are not here. The order then stands as before."
            ),
        ),
    ],
    "exchange_items": [
        own_order("exchange"),
        refuse(
            "exchange-delivered",
            N_("Only a delivered order is exchanged, once"),
            N_(
                "Items can be exchanged once the order is delivered, and only if no return or exchange was asked for."
            ),
            when("order.status", "is_not", "delivered"),
        ),
        *lines_of_order("exchange"),
        *new_variants("exchange"),
        named_method("exchange", when("difference", "is_not", 0)),
        own_method("exchange", when("method.is_named", "is", True)),
        covered("exchange"),
        allow(
            "exchange",
            N_("Exchanges"),
            N_(
                "Items of a delivered order can be exchanged once, for other options of the same product that are in "
                "stock. We send you a label, and the new items once the old ones are here. The difference is charged "
                "to, or paid back on, one payment method."
            ),
            refund_days=[5, 7],
            send_back_days=14,
        ),
    ],
    "send_exchange": [
        refuse(
            "send-requested",
            N_("Only an exchange that was asked for is sent"),
            N_("No exchange was asked for with this order."),
            when("order.status", "is_not", "exchange_requested"),
        ),
        allow(
            "send",
            N_("Sending an exchange"),
            N_("The old items are here, and the new ones are on their way."),
        ),
    ],
    "withdraw_exchange": [
        own_order("withdraw-exchange"),
        refuse(
            "withdraw-exchange-requested",
            N_("Only an exchange that was asked for is withdrawn"),
            N_("No exchange was asked for with this order."),
            when("order.status", "is_not", "exchange_requested"),
        ),
        allow(
            "withdraw-exchange",
            N_("Withdrawing an exchange"),
            N_(
                "An exchange can be withdrawn as long as the items are not here. The order then stands as before."
            ),
        ),
    ],
    "send_parcel": [
        own_order("parcel"),
        refuse(
            "parcel-to-send",
            N_("Only what waits to be sent"),
            N_("Nothing of this order waits to be sent."),
            when("order.status", "not_in", ["pending", "items_changed", "processed", "shipped"]),
            when("order.parcels_waiting", "is", 0),
        ),
        *lines_of_order("parcel")[:1],
        allow("parcel", N_("Sending a parcel"), N_("Your parcel is on its way.")),
    ],
    "confirm_arrival": [
        own_order("arrival"),
        refuse(
            "arrival-shipped",
            N_("Only what was sent arrives"),
            N_("The order is not on its way, so it cannot have arrived."),
            when("order.status", "is_not", "shipped"),
        ),
        allow("arrival", N_("An order has arrived"), N_("Your order has arrived.")),
    ],
    "reship": [
        own_order("reship"),
        refuse(
            "reship-sent",
            N_("Only what was sent is sent again"),
            N_("The order has not been sent yet, so there is nothing to send again."),
            when("order.status", "not_in", ["shipped", "delivered"]),
        ),
        refuse(
            "reship-under-way",
            N_("Not while the parcel is on its way"),
            N_("The parcel is still on its way. We send a replacement once it is stuck or lost."),
            when("order.status", "is", "shipped"),
            when("order.stuck", "is", False),
            waivable=True,
        ),
        refuse(
            "reship-once",
            N_("A replacement is sent once"),
            N_("A replacement was sent for this order already."),
            when("order.reships", "at_least", 1),
            waivable=True,
        ),
        *lines_of_order("reship"),
        refuse(
            "reship-in-stock",
            N_("Only what is in stock"),
            N_("This item is not in stock at the moment, so we cannot send it again."),
            when("line.new_is_in_stock", "is", False),
        ),
        allow(
            "reship",
            N_("Replacements"),
            N_("If a parcel is lost, or something came broken or wrong, we send it again at no charge."),
        ),
    ],
}
