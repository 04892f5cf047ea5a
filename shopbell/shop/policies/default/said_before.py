"""What policies of desks that began earlier say: it stays in their tables word for word, and is translated by it."""

from .words import N_

SAID_BEFORE = [
    N_("An order can only be cancelled while it is pending and has not been changed."),
    N_(
        "A pending order can be cancelled. The money goes back to where it came from: a gift card at once, "
        "anything else within {refund_days} working days."
    ),
    N_("The address can only be changed while the order is pending and has not been changed."),
    N_("The address of a pending order can be changed. The order then goes to the new one."),
    N_("The payment method can only be changed while the order is pending and has not been changed."),
    N_(
        "A pending order can be paid with one other method. What was paid goes back: onto a gift card at "
        "once, anywhere else within {refund_days} working days."
    ),
    N_("Items can only be changed while the order is pending."),
    N_(
        "The items of a pending order can be changed once, to other options of the same product that are in "
        "stock. After that the order cannot be changed or cancelled any more. The difference is charged to, "
        "or paid back on, one payment method."
    ),
]
