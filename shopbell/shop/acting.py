"""Acting from the console: what the drawer of an action offers to choose, and what was chosen as its parameters.

A form has one field per parameter, by name (`FIELDS`); what an action does not take is never read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.money import in_major, in_minor
from shopbell.core.row_key import row_key
from shopbell.customers.customer import Customer
from shopbell.tickets.ticket import Ticket

from .actions.action import Action
from .actions.offers import Offer, methods_for, offers_on
from .actions.registry import ACTIONS
from .actions.scene import sent_back_of
from .order import Order, OrderLine
from .payment import PaymentKind, PaymentMethod
from .policies.decide import choices
from .product import Product, Variant

MOST_CHOSEN = 100
BESIDE: list[str] = []  # templates of more buttons at the foot of a drawer; floors above add theirs
LINES = Prefetch(
    "lines",
    OrderLine.objects.select_related("variant__product").prefetch_related(
        Prefetch("variant__product__variants", Variant.objects.order_by("pk"))
    ),
)


@dataclass
class Drawer:
    """What the form of an action offers to choose."""

    action: Action
    ticket: Ticket | None  # None: a shopper acts for themselves
    customer: Customer
    order: Order | None
    fields: list[str]
    has_new_variants: bool
    has_quantities: bool
    has_new_quantities: bool
    lines: list[OrderLine] = field(default_factory=list)
    free: dict[int, int] = field(default_factory=dict)  # pieces of each line that are still with the customer
    others: list[Product] = field(default_factory=list)  # the ticket's own, which items may be swapped for
    methods: list[PaymentMethod] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    address: dict[str, str] = field(default_factory=dict)
    currency: str = ""

    @property
    def bought(self) -> Order:
        """The order, for an action that cannot be without one."""
        if self.order is None:
            raise ValueError("this action needs an order")
        return self.order

    @property
    def came_from(self) -> PaymentMethod | None:
        """By which one method all of it was paid: shoppers need not choose that to be paid back by it."""
        if self.ticket or self.order is None:
            return None
        paid = self.order.payments.standing().filter(kind=PaymentKind.PAYMENT).select_related("method")
        ways = {each.method for each in paid}
        return ways.pop() if len(ways) == 1 else None

    @property
    def beside(self) -> list[str]:
        return BESIDE

    @property
    def step(self) -> str:
        """The smallest amount that can be written: 0.01 of a euro, 1 of a yen."""
        return str(in_major(1, self.currency))


def drawer_of(
    action: Action, ticket: Ticket | None, order: Order | None, *, customer: Customer | None = None
) -> Drawer:
    """For the ticket's customer, or without one for `customer`. Raises Refused for an action on an order where there
    is none."""
    if action.subject == "order" and order is None:
        raise Refused(_("Say on which order."))
    names = list(action.Parameters.model_fields)
    customer = customer or ticket.customer  # type: ignore[union-attr]
    currency = currency_for(customer, order)
    lines = list(order.lines.all()) if order else []
    sent_back = sent_back_of([line.pk for line in lines])[0] if "lines" in names else {}
    asked = "kind" if "kind" in names else "reason"
    return Drawer(
        action=action,
        ticket=ticket,
        customer=customer,
        order=order,
        fields=names,
        has_new_variants="variant" in _line_fields(action),
        has_quantities="quantity" in _line_fields(action),
        has_new_quantities="new_quantity" in _line_fields(action),
        lines=lines,
        free={line.pk: max(line.quantity - sent_back.get(line.pk, 0), 0) for line in lines},
        others=_others(ticket, lines) if ticket and "variant" in _line_fields(action) else [],
        methods=_methods(action, ticket, order, customer, currency) if "method" in names else [],
        reasons=choices(action.name, asked, timezone.now()),
        address=order.address if order else {},
        currency=currency,
    )


def _methods(
    action: Action, ticket: Ticket | None, order: Order | None, customer: Customer, currency: str
) -> list[PaymentMethod]:
    """The customer's methods that money in this currency may move on; for shoppers, to whom nobody grants an exception,
    only those that the rules do not refuse."""
    methods = list(customer.payment_methods.filter(currency__in=["", currency]).order_by("pk"))
    if ticket or order is None:
        return methods
    return methods_for(action, order, methods, by=customer, customer=customer)


def _others(ticket: Ticket, lines: Sequence[OrderLine]) -> list[Product]:
    """The products that the ticket is about and the order has not, with their variants."""
    bought = {line.variant.product_id for line in lines if line.variant}
    products = (
        Product.objects.filter(ticket_links__ticket=ticket).exclude(pk__in=bought).order_by("name", "pk")
    )
    return list(products.prefetch_related(Prefetch("variants", Variant.objects.order_by("pk"))))


def orders_to_act_on(ticket: Ticket, agent: Agent):
    """Orders of the ticket's customer that this agent may see, with what a drawer shows of them."""
    return (
        Order.objects.visible_to(agent)
        .filter(customer=ticket.customer)
        .select_related("customer")
        .prefetch_related(LINES)
    )


def currency_of(ticket: Ticket, order: Order | None) -> str:
    """The currency of the order, else of what the customer bought last."""
    return currency_for(ticket.customer, order)


def currency_for(customer: Customer, order: Order | None) -> str:
    newest = order or customer.orders.first()
    return newest.currency if newest else "EUR"


def offers_beside(orders: Sequence[Order], ticket: Ticket, agent: Agent) -> dict[int, list[Offer]]:
    """The buttons of each order, by its id; none for who may not act, nor on somebody else's order."""
    if not agent.may(Permission.ORDER_ACT):
        return {}
    own = [order for order in orders if order.customer_id == ticket.customer_id]
    return offers_on(own, by=agent, customer=ticket.customer)


def customer_actions(agent: Agent) -> list[Action]:
    """What may be done for a customer without an order."""
    if not agent.may(Permission.ORDER_ACT):
        return []
    return [action for action in ACTIONS.values() if action.subject == "customer"]


def parameters_from(action: Action, data: QueryDict, currency: str) -> dict[str, Any]:
    """What was chosen, as the action takes it; an empty field is not given. Raises Refused for what is no number."""
    found: dict[str, Any] = {}
    for name in action.Parameters.model_fields:
        value = READERS.get(name, _text)(action, name, data, currency)
        if value not in ("", None):
            found[name] = value
    return found


def _text(action: Action, name: str, data: QueryDict, currency: str) -> str:
    return data.get(name, "").strip()


def _row(action: Action, name: str, data: QueryDict, currency: str) -> int | None:
    text = data.get(name, "").strip()
    if not text:
        return None
    return row_key(text) or 0


def _cents(action: Action, name: str, data: QueryDict, currency: str) -> int | None:
    text = data.get(name, "").strip().replace(",", ".")
    if not text:
        return None
    try:
        cents = in_minor(Decimal(text), currency)
    except InvalidOperation:
        cents = None
    if cents is None:
        raise Refused(
            _("Write the amount in figures, such as %(example)s.") % {"example": in_major(1290, currency)}
        )
    return cents


def _currency(action: Action, name: str, data: QueryDict, currency: str) -> str:
    return currency


def _lines(action: Action, name: str, data: QueryDict, currency: str) -> list[dict[str, int]]:
    fields, chosen = _line_fields(action), []
    for key in map(row_key, data.getlist("line")[: MOST_CHOSEN + 1]):
        line = {"line": key or 0}
        if quantity := data.get(f"quantity-{key}", "").strip():
            line["quantity"] = _whole(quantity)
        if "variant" in fields and (variant := data.get(f"variant-{key}", "").strip()):
            line["variant"] = row_key(variant) or 0
        if "new_quantity" in fields and (wanted := data.get(f"new-quantity-{key}", "").strip()):
            line["new_quantity"] = _whole(wanted)
        chosen.append(line)
    return chosen


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refused(_("Write how many pieces as a whole number."))
    return int(text)


def _line_fields(action: Action) -> set[str]:
    lines = action.Parameters.model_fields.get("lines")
    kinds = get_args(lines.annotation) if lines else ()
    return set(kinds[0].model_fields) if kinds else set()


READERS: dict[str, Callable[[Action, str, QueryDict, str], Any]] = {
    "lines": _lines,
    "line": _row,
    "method": _row,
    "amount_cents": _cents,
    "currency": _currency,
}
