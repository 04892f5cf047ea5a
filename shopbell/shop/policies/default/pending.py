"""Orders that have not left: cancelling and changing them."""

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

REASONS = [N_("no longer needed"), N_("ordered by mistake")]

PENDING: dict[str, list[Rule]] = {
    "cancel_order": [
        own_order("cancel"),
        refuse(
            "cancel-pending",
            N_("Only a pending order is cancelled"),
            N_(
                "An order can only be cancelled before we begin to pack it, and while it has not been changed."
            ),
            when("order.status", "is_not", "pending"),
        ),
        refuse(
            "cancel-reason",
            N_("Reasons for cancelling"),
            N_("Please tell us whether it is no longer needed or was ordered by mistake."),
            when("reason", "not_in", REASONS),
            waivable=True,
        ),
        allow(
            "cancel",
            N_("Cancelling an order"),
            N_(
                "An order can be cancelled before we begin to pack it. The money goes back to where it came from: a "
                "gift card at once, anything else within {refund_days} working days."
            ),
            refund_days=[5, 7],
        ),
    ],
    "change_address": [
        own_order("address"),
        refuse(
            "address-pending",
            N_("Only the address of a pending order is changed"),
            N_(
                "The address can only be changed before we begin to pack the order, and while it has not been changed."
            ),
            when("order.status", "is_not", "pending"),
        ),
        allow(
            "address",
            N_("Changing the address"),
            N_(
                "The address can be changed before we begin to pack the order. The order then goes to the new one."
            ),
        ),
    ],
    "change_payment": [
        own_order("payment"),
        refuse(
            "payment-pending",
            N_("Only the payment of a pending order is changed"),
            N_(
                "The payment method can only be changed before we begin to pack the order, and while the order has not "
                "been changed."
            ),
            when("order.status", "is_not", "pending"),
        ),
        own_method("payment"),
        refuse(
            "payment-other",
            N_("Another payment method than before"),
            N_("The order is paid with this method already. Choose one other method."),
            when("method.is_original", "is", True),
        ),
        covered("payment"),
        allow(
            "payment",
            N_("Changing the payment method"),
            N_(
                "Before we begin to pack it, an order can be paid with one other method. What was paid goes back: onto "
                "a gift card at once, anywhere else within {refund_days} working days."
            ),
            refund_days=[5, 7],
        ),
    ],
    "change_items": [
        own_order("items"),
        refuse(
            "items-once",
            N_("The items of an order are changed once"),
            N_("The items of this order were changed already, so it cannot be changed any more."),
            when("order.status", "is", "items_changed"),
            waivable=True,
        ),
        refuse(
            "items-pending",
            N_("Only the items of a pending order are changed"),
            N_("Items can only be changed before we begin to pack the order."),
            when("order.status", "not_in", ["pending", "items_changed"]),
        ),
        *lines_of_order("items"),
        *new_variants("items"),
        refuse(
            "items-options-only",
            N_("Only options are changed, not the number of pieces"),
            N_("We can change the option of an item, but not how many of it you ordered."),
            when("line.changes", "has", "quantity"),
            waivable=True,
        ),
        named_method("items", when("difference", "is_not", 0)),
        own_method("items", when("method.is_named", "is", True)),
        covered("items"),
        allow(
            "items",
            N_("Changing the items"),
            N_(
                "Before we begin to pack an order, its items can be changed once, to other options of the same product "
                "that are in stock. After that the order cannot be changed or cancelled any more. The difference is "
                "charged to, or paid back on, one payment method."
            ),
            refund_days=[5, 7],
        ),
    ],
}
