"""The demo shop's orders: placed over four months, in every state, with payments, parcels, refunds and carts."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shopbell.customers.models import Customer
from shopbell.shop.models import (
    Cart,
    CartLine,
    Order,
    OrderLine,
    Payment,
    PaymentMethod,
    Scan,
    Shipment,
    Variant,
)
from shopbell.shop.order import OrderStatus, number_key
from shopbell.shop.payment import PaymentKind

from .parcels import send_parcel
from .people import postal_address
from .shop import CURRENCY

FIRST_NUMBER = 20_311
LINK = Shipment.lines.through


@dataclass
class Book:
    """All rows of the order book, not yet saved, in the order in which they must be."""

    orders: list[Order] = field(default_factory=list)
    lines: list[OrderLine] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    carts: list[Cart] = field(default_factory=list)
    cart_lines: list[CartLine] = field(default_factory=list)
    lines_of: dict[int, list[OrderLine]] = field(default_factory=dict)  # by the order's place in `orders`
    parcel_of: dict[int, Shipment] = field(default_factory=dict)
    scans_of: dict[int, list[Scan]] = field(default_factory=dict)

    def save(self) -> None:
        tables: list[list[Any]] = [self.orders, self.lines, self.payments, self.shipments, self.scans]
        for rows in [*tables, self.carts, self.cart_lines]:
            if rows:
                type(rows[0])._base_manager.bulk_create(rows, batch_size=1000)
        pairs = [
            LINK(shipment_id=parcel.pk, orderline_id=line.pk)
            for place, parcel in self.parcel_of.items()
            for line in self.lines_of[place]
        ]
        LINK._base_manager.bulk_create(pairs, batch_size=2000)


def placed_at(order: Order) -> datetime:
    """When it was placed, which the demo shop always knows."""
    assert order.placed_at is not None
    return order.placed_at


def build_orders(
    count: int, customers: list[Customer], methods: list[PaymentMethod], variants: list[Variant],
    chance: random.Random, now: datetime,
) -> Book:  # fmt: skip
    """`count` orders, oldest first. A few customers buy often, about a quarter not at all: potential buyers."""
    book = Book()
    wallets: dict[int, list[PaymentMethod]] = {}
    for method in methods:
        wallets.setdefault(id(method.customer), []).append(method)
    buyers = [customer for customer in customers if chance.random() < 0.78]
    weights = [chance.paretovariate(1.6) for _ in buyers]
    moments = sorted(
        now - timedelta(days=115 * chance.random() ** 1.7, seconds=chance.randrange(3600))
        for _ in range(count)
    )
    moments = [moment for moment in moments if moment < now]
    for place, moment in enumerate(moments):
        customer = chance.choices(buyers, weights)[0]
        customer.created_at = min(customer.created_at, moment - timedelta(minutes=20))
        order = _order(place, customer, moment, chance)
        _fill_in(book, place, order, variants, wallets[id(customer)], chance, now)
    for number, customer in enumerate(chance.sample(customers, min(90, len(customers)))):
        _put_aside(book, number, customer, variants, chance, now)
    return book


def _order(place: int, customer: Customer, moment: datetime, chance: random.Random) -> Order:
    number = str(FIRST_NUMBER + place)
    return Order(
        external_id=number, number=number, number_key=number_key(number), customer=customer, currency=CURRENCY,
        address=postal_address(customer, chance), placed_at=moment,
    )  # fmt: skip


def _fill_in(
    book: Book, place: int, order: Order, variants, wallet, chance: random.Random, now: datetime
) -> None:
    lines = _lines(order, variants, chance)
    goods = sum(line.quantity * line.price_cents for line in lines)
    order.discount_cents = goods // 10 if chance.random() < 0.15 else 0
    order.shipping_cents = 0 if goods - order.discount_cents >= 8000 else 590
    order.total_cents = goods - order.discount_cents + order.shipping_cents
    order.tax_cents = round(order.total_cents * 21 / 121)  # prices hold it already
    order.note = chance.choice(NOTES) if chance.random() < 0.08 else ""
    book.orders.append(order)
    book.lines += lines
    book.lines_of[place] = lines
    _decide(book, place, order, chance, now)
    book.payments += _payments(order, wallet, chance, now)


def _lines(order: Order, variants: list[Variant], chance: random.Random) -> list[OrderLine]:
    chosen = chance.sample(variants, chance.choices([1, 2, 3, 4], [50, 28, 15, 7])[0])
    return [
        OrderLine(
            order=order, external_id=str(position), variant=variant, name=variant.product.name, options=variant.options,
            quantity=chance.choices([1, 2, 4], [85, 11, 4])[0], price_cents=variant.price_cents, position=position,
        )
        for position, variant in enumerate(chosen, start=1)
    ]  # fmt: skip


def _decide(book: Book, place: int, order: Order, chance: random.Random, now: datetime) -> None:
    """Give the order the state that its age and luck bring, and its parcel if it left."""
    age = now - placed_at(order)
    if chance.random() < 0.05:
        order.status = OrderStatus.CANCELLED
    elif age < timedelta(hours=30):
        order.status = OrderStatus.PENDING if age < timedelta(hours=8) else OrderStatus.PROCESSED
        if order.status == OrderStatus.PENDING and chance.random() < 0.15:
            order.status = OrderStatus.ITEMS_CHANGED
    else:
        is_stuck = timedelta(days=3.5) < age < timedelta(days=16) and chance.random() < 0.16
        parcel, scans = send_parcel(order, placed_at(order), chance, now, is_stuck=is_stuck)
        book.shipments.append(parcel)
        book.scans += scans
        book.parcel_of[place], book.scans_of[place] = parcel, scans
        order.status = _after_shipping(order, parcel, scans, chance, now)


def _after_shipping(
    order: Order, parcel: Shipment, scans: list[Scan], chance: random.Random, now: datetime
) -> str:
    if not parcel.delivered_at:
        return OrderStatus.SHIPPED if len(scans) > 1 else OrderStatus.PROCESSED
    since, luck = now - parcel.delivered_at, chance.random()
    if luck > 0.19 or since < timedelta(days=1):
        return OrderStatus.DELIVERED
    if since < timedelta(days=9):
        return OrderStatus.RETURN_REQUESTED if luck < 0.11 else OrderStatus.EXCHANGE_REQUESTED
    if luck < 0.04:
        return OrderStatus.RETURNED
    return OrderStatus.REFUNDED if luck < 0.12 else OrderStatus.EXCHANGED


def _payments(
    order: Order, wallet: list[PaymentMethod], chance: random.Random, now: datetime
) -> list[Payment]:
    method = chance.choice(wallet)
    paid = Payment(
        order=order, external_id="1", kind=PaymentKind.PAYMENT, method=method, amount_cents=order.total_cents,
        currency=CURRENCY, at=order.placed_at,
    )  # fmt: skip
    if order.status not in {OrderStatus.CANCELLED, OrderStatus.REFUNDED}:
        return [paid]
    days = 0.3 if order.status == OrderStatus.CANCELLED else 24
    amount = (
        order.total_cents
        if order.status == OrderStatus.CANCELLED
        else order.total_cents - order.shipping_cents
    )
    refund = Payment(
        order=order, external_id="2", kind=PaymentKind.REFUND, method=method, amount_cents=amount, currency=CURRENCY,
        at=min(placed_at(order) + timedelta(days=days * chance.uniform(0.8, 1.2)), now - timedelta(minutes=5)),
    )  # fmt: skip
    return [paid, refund]


def _put_aside(
    book: Book, number: int, customer: Customer, variants, chance: random.Random, now: datetime
) -> None:
    cart = Cart(
        customer=customer, external_id=f"cart-{number + 1}", currency=CURRENCY,
        updated_at=max(now - timedelta(hours=chance.expovariate(1 / 60)), customer.created_at),
    )  # fmt: skip
    book.carts.append(cart)
    book.cart_lines += [
        CartLine(
            cart=cart, variant=variant, quantity=chance.choice([1, 1, 1, 2]), price_cents=variant.price_cents
        )
        for variant in chance.sample(variants, chance.choice([1, 1, 2, 3]))
    ]


NOTES = [
    "Please leave it with the bakery downstairs.",
    "It is a present: no prices in the parcel, please.",
    "The bell does not ring. Please knock.",
    "Engrave on the foot: “For Ada, who waters everything”.",
]
