"""How the policies that every desk begins with are written down: short words, and the rules that actions share."""

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


def named_method(action: str, *conditions: dict[str, Any]) -> Rule:
    return refuse(
        f"{action}-method-named",
        N_("A payment method must be chosen"),
        N_("Choose the payment method for the difference or the refund."),
        when("method.is_named", "is", False),
        *conditions,
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
            waivable=True,
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
