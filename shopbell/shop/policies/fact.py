"""What a policy may ask: the facts of an order, its lines, the customer, the money, the time and the reason.

The facts of a line hold for a rule when there is one line of which all of them hold.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from shopbell.segments.models import Segment

from ..order import OrderStatus
from ..payment import MethodKind
from ..purchases import BUYERS

YES_NO, TEXT, NUMBER, LIST = "yes_no", "text", "number", "list"
DOCUMENTS = (("invoice", _("Invoice")), ("confirmation", _("Confirmation of the order")))
CHANGES = (("options", _("Options")), ("product", _("Product")), ("quantity", _("Number of pieces")))
SUBJECTS = {
    "order": _("The order"),
    "line": _("The items"),
    "customer": _("The customer"),
    "method": _("The payment method"),
    "address": _("The new address"),
    "": _("What is asked for"),
}


Choices = tuple[tuple[str, Any], ...]


def _segments() -> Choices:
    """By their ids, so that a segment may be called another thing."""
    return tuple((str(pk), name) for pk, name in Segment.objects.values_list("pk", "name"))


@dataclass(frozen=True)
class Fact:
    name: str
    label: Any
    kind: str
    offered: Choices | Callable[[], Choices] = ()  # what its value can be; empty: anything
    is_money: bool = False  # in the minor unit of the order's currency

    @property
    def choices(self) -> Choices:
        return self.offered() if callable(self.offered) else self.offered

    @property
    def is_chosen(self) -> bool:
        """Whether its value is one of some, though the desk may have none of them yet."""
        return bool(self.offered)

    @property
    def subject(self) -> str:
        """What it is a fact of: order, customer, line, method; empty for what is asked for."""
        subject, dot, _name = self.name.partition(".")
        return subject if dot else ""

    @property
    def is_of_line(self) -> bool:
        return self.name.startswith("line.")


@dataclass
class Facts:
    values: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)


FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("order.status", _("State of the order"), TEXT, tuple(OrderStatus.choices)),
        Fact("order.is_customers", _("The order is this customer's"), YES_NO),
        Fact("order.total", _("Total of the order"), NUMBER, is_money=True),
        Fact("order.currency", _("Currency of the order"), TEXT),
        Fact("order.country", _("Country that it goes to"), TEXT),
        Fact("order.is_marketplace", _("The order is a seller's on a marketplace"), YES_NO),
        Fact("order.days_since_placed", _("Days since it was placed"), NUMBER),
        Fact("order.days_since_delivered", _("Days since it was delivered"), NUMBER),
        Fact("order.payments", _("How many payments it has"), NUMBER),
        Fact("order.left", _("What can still be paid back"), NUMBER, is_money=True),
        Fact("order.shipped", _("A parcel of it is under way or there"), YES_NO),
        Fact("order.reships", _("How often a replacement was sent"), NUMBER),
        Fact("order.parcels_waiting", _("Parcels that were promised and have not left"), NUMBER),
        Fact("order.stuck", _("A parcel of it is stuck"), YES_NO),
        Fact("customer.is_known", _("The customer has ordered before"), YES_NO),
        Fact("customer.orders", _("How many orders the customer has"), NUMBER),
        Fact("customer.country", _("Country of the customer"), TEXT),
        Fact("customer.segments", _("Segments that the customer is in"), LIST, _segments),
        Fact("customer.buyer", _("The customer as a buyer"), TEXT, tuple(BUYERS.items())),
        Fact("customer.kept_orders", _("Orders that the customer kept"), NUMBER),
        Fact("customer.spent", _("What the customer has spent on them"), NUMBER, is_money=True),
        Fact("reason", _("Reason"), TEXT),
        Fact("amount", _("Amount that the action gives"), NUMBER, is_money=True),
        Fact("difference", _("Difference that the customer pays"), NUMBER, is_money=True),
        Fact("method.is_named", _("A payment method is named"), YES_NO),
        Fact("method.is_customers", _("The payment method is this customer's"), YES_NO),
        Fact("method.is_original", _("The order was paid by this method"), YES_NO),
        Fact("method.is_only_original", _("The order was paid by this method alone"), YES_NO),
        Fact("method.kind", _("Kind of the payment method"), TEXT, tuple(MethodKind.choices)),
        Fact("method.covers", _("The gift card covers what is charged to it"), YES_NO),
        Fact("address.country", _("Country of the new address"), TEXT),
        Fact("document", _("What is sent again"), TEXT, DOCUMENTS),
        Fact("line.is_in_order", _("The line is in the order"), YES_NO),
        Fact("line.quantity", _("Pieces of the line that it is about"), NUMBER),
        Fact("line.is_within_bought", _("Not more pieces than bought, and not sent back before"), YES_NO),
        Fact("line.price", _("Price of the line"), NUMBER, is_money=True),
        Fact("line.product", _("Product of the line, by its number in the shop"), TEXT),
        Fact("line.category", _("Category of the product"), TEXT),
        Fact("line.warranty_months", _("Months of warranty on the line"), NUMBER),
        Fact("line.is_in_warranty", _("The warranty of the line runs still"), YES_NO),
        Fact("line.changes", _("What changes in the line"), LIST, CHANGES),
        Fact("line.new_exists", _("The new variant exists"), YES_NO),
        Fact("line.new_is_same_product", _("The new variant is of the same product"), YES_NO),
        Fact("line.new_is_other_variant", _("The new variant is another than the old"), YES_NO),
        Fact("line.new_is_in_stock", _("The new variant is in stock"), YES_NO),
    )
}
