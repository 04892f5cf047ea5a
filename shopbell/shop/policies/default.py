"""The policies every desk begins with. They are written into the tables once (migration 0008); from then on the
shop's own versions count.

Only a pending order may be cancelled or changed, its items once and to variants of the same product that are in stock;
a delivered one may be returned or exchanged once. Money goes back where it came from, or onto a gift card of the
customer's; a gift card must cover what is charged to it.
"""

from dataclasses import dataclass, field
from typing import Any


def N_(text: str) -> str:
    """Marks a text for the translators; it is translated where it is read."""
    return text


@dataclass(frozen=True)
class Rule:
    slug: str
    title: str
    outcome: str
    sentence: str
    conditions: list[dict[str, Any]] = field(default_factory=list)
    terms: dict[str, Any] = field(default_factory=dict)
    is_waivable: bool = False


def when(name: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": name, "op": op, "value": value}


def refuse(slug: str, title: str, sentence: str, *conditions: dict[str, Any], waivable: bool = False) -> Rule:
    return Rule(slug, title, "refuse", sentence, list(conditions), is_waivable=waivable)


def allow(slug: str, title: str, sentence: str, *conditions: dict[str, Any], **terms: Any) -> Rule:
    return Rule(slug, title, "allow", sentence, list(conditions), terms)


def own_order(action: str) -> Rule:
    return refuse(
        f"{action}-own-order",
        N_("Only on the customer's own orders"),
        N_("This order is not yours, so we cannot change anything about it."),
        when("order.is_customers", "is", False),
    )


def own_method(action: str, *conditions: dict[str, Any]) -> Rule:
    return refuse(
        f"{action}-own-method",
        N_("Only with the customer's own payment methods"),
        N_("This payment method is not one of yours. Choose one from your account."),
        when("method.is_customers", "is", False),
        *conditions,
    )


def covered(action: str) -> Rule:
    return refuse(
        f"{action}-gift-card-covers",
        N_("A gift card must cover what is charged to it"),
        N_("The gift card does not hold enough for this. Choose another payment method."),
        when("method.kind", "is", "gift_card"),
        when("method.covers", "is", False),
    )


def named_method(action: str) -> Rule:
    return refuse(
        f"{action}-method-named",
        N_("A payment method must be chosen"),
        N_("Choose the payment method for the difference or the refund."),
        when("method.is_named", "is", False),
    )


def lines_of_order(action: str) -> list[Rule]:
    return [
        refuse(
            f"{action}-line-in-order",
            N_("Only lines of the order"),
            N_("This item is not in the order."),
            when("line.is_in_order", "is", False),
        ),
        refuse(
            f"{action}-quantity",
            N_("Not more pieces than were bought"),
            N_("That is more pieces than were bought, or some of them were sent back before."),
            when("line.is_within_bought", "is", False),
        ),
    ]


def new_variants(action: str) -> list[Rule]:
    return [
        refuse(
            f"{action}-same-product",
            N_("Only another variant of the same product"),
            N_("An item can only be changed for another option of the same product."),
            when("line.new_is_same_product", "is", False),
        ),
        refuse(
            f"{action}-other-variant",
            N_("Another variant than before"),
            N_("That is the option you have already. Choose another."),
            when("line.new_is_other_variant", "is", False),
        ),
        refuse(
            f"{action}-in-stock",
            N_("Only what is in stock"),
            N_("This option is not in stock at the moment."),
            when("line.new_is_in_stock", "is", False),
        ),
    ]


REASONS = ["no longer needed", "ordered by mistake"]

RULES: dict[str, list[Rule]] = {
    "cancel_order": [
        own_order("cancel"),
        refuse(
            "cancel-pending",
            N_("Only a pending order is cancelled"),
            N_("An order can only be cancelled while it is pending and has not been changed."),
            when("order.status", "is_not", "pending"),
        ),
        refuse(
            "cancel-reason",
            N_("Reasons for cancelling"),
            N_("Please tell us whether it is no longer needed or was ordered by mistake."),
            when("reason", "not_in", REASONS),
        ),
        allow(
            "cancel",
            N_("Cancelling an order"),
            N_(
                "A pending order can be cancelled. The money goes back to where it came from: a gift card at once, "
                "anything else within 5 to 7 working days."
            ),
            refund_days=[5, 7],
        ),
    ],
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
        ),
        allow(
            "refund",
            N_("Refunds"),
            N_(
                "The refund goes to the payment method of the order or to a gift card of yours: a gift card has it at "
                "once, anything else within 5 to 7 working days."
            ),
            refund_days=[5, 7],
        ),
    ],
}
