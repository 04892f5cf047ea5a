"""The facts that actions share: of the order, the customer and a payment method."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, prefetch_related_objects

from ..address import country_as_named
from ..carriers.pace import Paces
from ..order import Order, OrderStatus
from ..payment import PaymentKind, PaymentMethod
from .buyer import buyer_of
from .ledger import covers, original_ids, total_left
from .run import ActionRun, RunStatus
from .scene import Scene

BEFORE_IT_LEFT = (OrderStatus.PENDING, OrderStatus.ITEMS_CHANGED, OrderStatus.PROCESSED)
UNDER_WAY = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
# of what was ever done to an order, what decides about the next: a hundred refunds are not read for the next one
TELLING = ActionRun.objects.filter(Q(status=RunStatus.PERFORMING) | Q(status=RunStatus.DONE, action="reship"))
ASKED = (
    "shipments__scans",
    Prefetch("runs", TELLING.only("order_id", "action", "status"), to_attr="telling_runs"),
)


def scene_facts(scene: Scene) -> dict[str, Any]:
    """Of the customer, and of the order if there is one."""
    buyer = buyer_of(scene.customer)
    if scene.order is None:
        return buyer.facts()
    return buyer.facts(scene.order.currency) | order_facts(scene)


def order_facts(scene: Scene) -> dict[str, Any]:
    """Of the order, its payments in `scene`, its parcels and what was done to it."""
    order = scene.bought
    prefetch_related_objects([order], *ASKED)  # what is there already is not read again
    shipments = list(order.shipments.all())
    paces = Paces()
    return {
        "order.number": str(order),
        "order.status": str(order.status),
        "order.is_customers": order.customer_id == scene.customer.pk,
        "order.total": order.total_cents,
        "order.currency": order.currency,
        "order.country": country_as_named(order.address.get("country", "")),
        "order.is_marketplace": order.seller_id is not None,
        **days_since(order, scene.at),
        "order.payments": sum(each.kind == PaymentKind.PAYMENT for each in scene.payments),
        "order.left": total_left(scene.payments),
        "order.shipped": order.status in UNDER_WAY or any(each.shipped_at for each in shipments),
        "order.reships": sum(run.status == RunStatus.DONE for run in telling_runs(order)),
        "order.parcels_waiting": sum(each.is_waiting for each in shipments),
        "order.stuck": any(paces.is_stuck(each, scene.at) for each in shipments),
    }


def moments_of(order: Order) -> dict[str, datetime | None]:
    """From when on the facts that are days count."""
    delivered = [each.delivered_at for each in order.shipments.all() if each.delivered_at]
    return {
        "order.days_since_placed": order.placed_at,
        "order.days_since_delivered": max(delivered, default=None),
    }


def days_since(order: Order, at: datetime) -> dict[str, int | None]:
    return {name: (at - begin).days if begin else None for name, begin in moments_of(order).items()}


def telling_runs(order: Order) -> list[ActionRun]:
    """What is being done to the order, and what was sent again."""
    prefetch_related_objects([order], *ASKED)
    return order.__dict__["telling_runs"]


def method_facts(
    scene: Scene, method: PaymentMethod | None, *, charged_cents: int = 0, named: bool = True
) -> dict[str, Any]:
    """Of the payment method that is named; `charged_cents` is what it must cover."""
    original = original_ids(scene.payments)
    return {
        "method.is_named": named,
        "method.is_customers": scene.is_customers(method),
        "method.is_original": method is not None and method.pk in original,
        "method.is_only_original": method is not None and original == {method.pk},
        "method.kind": str(method.kind) if method else "",
        "method.covers": covers(method, charged_cents),
    }
