"""What a ticket is about, for programs: its stage, contact reason, orders and products; told, suggested and written.

Written by the verbs that agents use, so that an order or a product that was taken off is not suggested again.
"""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from ninja import Field, Router, Schema

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.shop.matter.suggestion import suggest_order, suggest_products, suggest_reason
from shopbell.shop.matter.surroundings import surroundings_of
from shopbell.shop.matter.ticket_product import TicketProduct, link_product, unlink_product
from shopbell.shop.models import Order, Product
from shopbell.shop.order import number_key
from shopbell.shop.ticket_order import TicketOrder, link_order, order_numbered, unlink_order
from shopbell.tickets.complexity import choose_complexity, levels_of
from shopbell.tickets.reason import ContactReason, Stage, classify_ticket
from shopbell.tickets.stage import choose_stage, stages_of
from shopbell.tickets.ticket import Ticket

from ..caller import Caller, actor_of
from ..door import needs
from ..scope import Scope
from .problem import READS

routes = Router(tags=["Tickets"])
MOST = 50
Number = Annotated[str, Field(max_length=60)]
ComplexityName = Literal["simple", "ordinary", "complex"]
Key = Annotated[int, Field(ge=1, lt=2**63)]


class ReasonName(Schema):
    id: int
    name: str
    path: str = Field(description="With its stage and what it is part of.")


class ReasonState(ReasonName):
    stage: Stage
    part_of: int | None
    is_offered: bool


class ProductName(Schema):
    id: int
    external_id: str
    name: str


class MatterState(Schema):
    stage: Stage = Field(description="Before, during or after a purchase.")
    stage_by: str = Field(description="Who says so: `agent`, `reason`, or `guess` from orders and cart.")
    complexity: ComplexityName = Field(description="By its facts, or as an agent said.")
    reason: ReasonName | None
    orders: list[str] | None = Field(description="Numbers of the orders concerned; null without orders:read.")
    products: list[ProductName] = Field(description="Products concerned, besides those of the orders.")


class Matter(Schema):
    """What may be said of it. What is left out stays as it is."""

    stage: Stage | None = Field(None, description="Null leaves it to the desk again.")
    complexity: ComplexityName | None = Field(None, description="Null leaves it to the desk again.")
    reason_id: Key | None = Field(None, description="One of `/reasons`; null for none.")
    orders: list[Number] | None = Field(
        None, max_length=MOST, description="Numbers of all orders concerned; others are taken off."
    )
    product_ids: list[Key] | None = Field(
        None, max_length=MOST, description="All products concerned; others are taken off."
    )

    @property
    def is_said(self) -> bool:
        return bool(self.model_fields_set & set(Matter.model_fields))


class SuggestedReason(Schema):
    reason: ReasonName
    why: str


class SuggestedOrder(Schema):
    number: str
    why: str


class SuggestedProduct(Schema):
    product: ProductName
    why: str


class Suggestions(Schema):
    reason: SuggestedReason | None = Field(description="While the ticket has none.")
    order: SuggestedOrder | None = Field(description="While it is about none, and one stands out.")
    products: list[SuggestedProduct]


@routes.get(
    "/reasons", response={200: list[ReasonState], **READS}, **needs(Scope.TICKETS_READ, Scope.ARTICLES_READ)
)
def list_reasons(request: HttpRequest):
    """Every contact reason of the shop, in its order."""
    return [
        ReasonState(
            **reason_of(each).dict(),
            stage=Stage(each.stage),
            part_of=each.parent_id,
            is_offered=each.is_active,
        )
        for each in ContactReason.objects.select_related("parent")
    ]


def suggestions_of(ticket: Ticket, caller: Caller) -> Suggestions:
    """What the desk suggests to whoever may see as much as `caller`, while the ticket is unsolved."""
    if not ticket.is_unsolved:
        return Suggestions(reason=None, order=None, products=[])
    around = surroundings_of(ticket, caller)
    reason = None if ticket.reason_id else suggest_reason(around)
    order = suggest_order(around)
    linked = ticket.product_links.values_list("product", flat=True)
    return Suggestions(
        reason=SuggestedReason(reason=reason_of(reason.row), why=reason.why) if reason else None,
        order=SuggestedOrder(number=order.row.number, why=order.why) if order else None,
        products=[
            SuggestedProduct(product=product_of(each.row), why=each.why)
            for each in suggest_products(around, linked)
        ],
    )


def matters_of(tickets: Collection[Ticket], caller: Caller) -> dict[int, dict[str, Any]]:
    """The fields of `MatterState` for each of `tickets`, by its number; in some seven queries for all of them."""
    stages, levels = stages_of(tickets), levels_of(tickets)
    orders: dict[int, list[str]] = {each.pk: [] for each in tickets}
    products: dict[int, list[ProductName]] = {each.pk: [] for each in tickets}
    sees_orders = caller.may(Permission.ORDER_READ)
    if sees_orders:
        links = TicketOrder.objects.filter(ticket__in=tickets).order_by("pk")
        for ticket_id, number in links.values_list("ticket", "order__number"):
            orders[ticket_id].append(number)
    for link in TicketProduct.objects.filter(ticket__in=tickets).select_related("product").order_by("pk"):
        products[link.ticket_id].append(product_of(link.product))
    return {
        each.pk: {
            "stage": stages[each.pk].stage,
            "stage_by": stages[each.pk].said_by,
            "complexity": levels[each.pk].code,
            "reason": reason_of(each.reason) if each.reason else None,
            "orders": orders[each.pk] if sees_orders else None,
            "products": products[each.pk],
        }
        for each in tickets
    }


def write_matter(ticket: Ticket, said: Matter, caller: Caller) -> None:
    """Say what `ticket` is about, in the caller's transaction. Raises Refused for what there is not, and Forbidden
    where orders are named and the caller may see none."""
    by, names = actor_of(caller), said.model_fields_set
    ticket.lock()
    if "reason_id" in names:
        classify_ticket(ticket, _reason(ticket, said.reason_id), by=by)
    if "stage" in names:
        choose_stage(ticket, said.stage, by=by)
    if "complexity" in names:
        choose_complexity(ticket, said.complexity, by=by)
    if said.orders is not None:
        _write_orders(ticket, said.orders, caller)
    if said.product_ids is not None:
        _write_products(ticket, said.product_ids, by)


def _reason(ticket: Ticket, reason_id: int | None) -> ContactReason | None:
    """One that is offered, or the one that it has already. Raises Refused for others."""
    if reason_id is None:
        return None
    known = ContactReason.objects.select_related("parent")
    reason = known.filter(Q(is_active=True) | Q(pk=ticket.reason_id), pk=reason_id).first()
    if reason is None:
        raise Refused(_t("There is no contact reason %(id)s that is offered.") % {"id": reason_id})
    return reason


def _write_orders(ticket: Ticket, numbers: list[str], caller: Caller) -> None:
    caller.require(Permission.ORDER_READ)
    by, wanted = actor_of(caller), {number_key(number): number for number in numbers}
    linked = Order.objects.visible_to(caller).filter(ticket_links__ticket=ticket).order_by("pk")
    for order in linked:
        verb = link_order if order.number_key in wanted else unlink_order
        verb(ticket, order, by=by)  # one that was found in the text counts as said by somebody from now on
    for key in wanted.keys() - {order.number_key for order in linked}:
        link_order(ticket, order_numbered(wanted[key], ticket, caller), by=by)


def _write_products(ticket: Ticket, product_ids: list[int], by) -> None:
    products = Product.objects.in_bulk(product_ids)
    if missing := [each for each in product_ids if each not in products]:
        raise Refused(_t("There is no product %(id)s.") % {"id": missing[0]})
    for link in ticket.product_links.select_related("product"):
        if link.product_id not in products:
            unlink_product(ticket, link.product, by=by)
    for product_id in dict.fromkeys(product_ids):
        link_product(ticket, products[product_id], by=by)


def reason_of(reason: ContactReason) -> ReasonName:
    return ReasonName(id=reason.pk, name=reason.name, path=reason.path)


def product_of(product: Product) -> ProductName:
    return ProductName(id=product.pk, external_id=product.external_id, name=product.name)
