"""What customers of the demo shop send back: a return or an exchange behind every order that says so, the invoices of
what was delivered, and what was found wrong with it."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation

from shopbell.shop.actions.scene import Scene
from shopbell.shop.actions.sending_back import instructions
from shopbell.shop.exchange import ExchangeStatus
from shopbell.shop.models import (
    Defect,
    Exchange,
    ExchangeLine,
    Invoice,
    Order,
    OrderLine,
    Return,
    ReturnLine,
    Variant,
)
from shopbell.shop.order import OrderStatus
from shopbell.shop.policies.terms import Terms
from shopbell.shop.returned import ReturnStatus

from .orders import Book, placed_at
from .policies import LABEL
from .shop import CURRENCY

RETURNS = {
    OrderStatus.RETURN_REQUESTED: ReturnStatus.REQUESTED,
    OrderStatus.RETURNED: ReturnStatus.RECEIVED,
    OrderStatus.REFUNDED: ReturnStatus.REFUNDED,
}
EXCHANGES = {
    OrderStatus.EXCHANGE_REQUESTED: ExchangeStatus.REQUESTED,
    OrderStatus.EXCHANGED: ExchangeStatus.SENT,
}
REASONS = [
    "Too large for the shelf.",
    "The colour is another than on the picture.",
    "Given twice.",
    "Broken on the way.",
]
DEFECTS = [
    ("glaze", "Fine cracks below the handle after two weeks."),
    ("screws missing", "The bag with the screws was not in the box."),
    ("glaze", "A bubble on the rim."),
    ("seam", "Comes apart after the first wash."),
    ("wobbles", "One leg is a finger too short."),
]


def send_back(book: Book, variants: list[Variant], chance: random.Random, now: datetime) -> None:
    """For the orders of `book`, which are saved."""
    others: dict[int, list[Variant]] = {}
    for variant in variants:
        others.setdefault(variant.product_id, []).append(variant)
    delivered = []
    for place, order in enumerate(book.orders):
        line = book.lines_of[place][0]
        if order.status in RETURNS:
            _return(order, line, RETURNS[OrderStatus(order.status)], chance, now)
        elif order.status in EXCHANGES:
            new = chance.choice(others[line.variant.product_id]) if line.variant else None
            _exchange(order, line, new, EXCHANGES[OrderStatus(order.status)], now)
        elif order.status == OrderStatus.DELIVERED and line.variant:
            delivered.append((order, line))
    Invoice.objects.bulk_create(
        Invoice(
            order=order, number=f"WP-{order.number}", total_cents=order.total_cents, currency=CURRENCY,
            issued_at=placed_at(order) + timedelta(hours=1),
        )
        for order, _line in delivered
    )  # fmt: skip
    for (order, line), (kind, words) in zip(reversed(delivered), DEFECTS, strict=False):
        assert line.variant  # the demo shop sells nothing else
        Defect.objects.create(
            product_id=line.variant.product_id, variant=line.variant, order=order, line=line, kind=kind, words=words,
            noted_at=min(placed_at(order) + timedelta(days=3), now),
        )  # fmt: skip


def _return(order: Order, line: OrderLine, status: str, chance: random.Random, now: datetime) -> None:
    asked_at = min(placed_at(order) + timedelta(days=6), now - timedelta(hours=5))
    goods = sum(each.quantity * each.price_cents for each in order.lines.all())
    paid = order.total_cents - order.shipping_cents
    is_here, is_over = status != ReturnStatus.REQUESTED, status == ReturnStatus.REFUNDED
    returned = Return.objects.create(
        order=order, number=f"RMA-{order.number}", status=status, reason=chance.choice(REASONS),
        refund_cents=line.quantity * line.price_cents * paid // goods, currency=CURRENCY, requested_at=asked_at,
        received_at=min(asked_at + timedelta(days=4), now) if is_here else None,
        refunded_at=min(asked_at + timedelta(days=4), now) if is_over else None, **_way(order, asked_at),
    )  # fmt: skip
    ReturnLine.objects.create(returned=returned, line=line, quantity=line.quantity)


def _exchange(order: Order, line: OrderLine, new: Variant | None, status: str, now: datetime) -> None:
    new = new or line.variant
    asked_at = min(placed_at(order) + timedelta(days=6), now - timedelta(hours=5))
    is_sent = status == ExchangeStatus.SENT
    exchange = Exchange.objects.create(
        order=order, number=f"RMA-{order.number}", status=status, method=order.payments.get(kind="payment").method,
        difference_cents=line.quantity * (new.price_cents - line.price_cents) if new else 0, is_settled=is_sent,
        currency=CURRENCY, requested_at=asked_at, sent_at=min(asked_at + timedelta(days=5), now) if is_sent else None,
        received_at=min(asked_at + timedelta(days=4), now) if is_sent else None, **_way(order, asked_at),
    )  # fmt: skip
    ExchangeLine.objects.create(
        exchange=exchange, line=line, quantity=line.quantity, variant=new, options=new.options if new else {},
        price_cents=new.price_cents if new else line.price_cents,
    )  # fmt: skip


def _way(order: Order, asked_at: datetime) -> dict[str, Any]:
    """The label, and the instructions in the customer's language."""
    with translation.override(order.customer.language or "en"):
        words = instructions(Scene(customer=order.customer, by=None, at=asked_at), Terms())
    return {"label": {**LABEL, "code": f"RMA-{order.number}"}, "instructions": words}
