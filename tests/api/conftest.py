"""Programs that call the API, by tokens of the cast, and a small shop that they ask about."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from shopbell.api.scope import Scope
from shopbell.api.token import make_token
from shopbell.shop.models import (
    Cart,
    CartLine,
    Order,
    OrderLine,
    Payment,
    PaymentMethod,
    Product,
    Scan,
    Shipment,
    Variant,
)

V1 = "/api/v1"


class Program:
    """A client that shows a token: `program.get("/orders").json()`."""

    def __init__(self, secret: str = "", **headers: str):
        self.client = Client(raise_request_exception=False)
        self.headers = headers | ({"Authorization": f"Bearer {secret}"} if secret else {})

    def get(self, address: str, **headers: str):
        return self.client.get(f"{V1}{address}", headers=self.headers | headers)

    def send(self, method: str, address: str, body=None, **headers: str):
        return self.client.generic(
            method,
            f"{V1}{address}",
            body if isinstance(body, str | bytes) else json.dumps(body),
            content_type="application/json",
            headers=self.headers | {name.replace("_", "-"): value for name, value in headers.items()},
        )

    def post(self, address: str, body=None, **headers: str):
        return self.send("POST", address, body, **headers)


@pytest.fixture
def program(db):
    """A program with a fresh token: `program(Scope.ORDERS_READ, agent=bo)`; without an agent it is a service."""

    def make(*scopes: str, agent=None, name: str = "Stock feed", **fields) -> Program:
        _token, secret = make_token(name, list(scopes), by=None, agent=agent, **fields)
        return Program(secret)

    return make


@pytest.fixture
def everything(program):
    """A service that may all there is."""
    return program(*Scope.values)


@pytest.fixture
def boots(db):
    product = Product.objects.create(external_id="boots", name="Trail boots", category="Shoes")
    for size, stock in (("41", 3), ("42", 0)):
        Variant.objects.create(
            product=product, external_id=f"boots-{size}", sku=f"B{size}", options={"size": size},
            price_cents=12900, currency="EUR", stock=stock,
        )  # fmt: skip
    return product


@pytest.fixture
def order(mina, boots):
    """Mina's boots, paid by card and gift card, on their way."""
    variant = boots.variants.order_by("pk").first()
    order = Order.objects.create(
        external_id="W26", number="W26", customer=mina, status="shipped", currency="EUR", total_cents=12900,
        address={"line1": "1 Quay", "city": "Bath", "country": "GB"}, placed_at=timezone.now(),
    )  # fmt: skip
    line = OrderLine.objects.create(
        order=order, external_id="1", variant=variant, name="Trail boots", options=variant.options,
        quantity=1, price_cents=12900,
    )  # fmt: skip
    card = PaymentMethod.objects.create(
        customer=mina, external_id="card-1", kind="card", brand="visa", last_four="4242", currency="EUR"
    )
    gift = PaymentMethod.objects.create(
        customer=mina, external_id="gift-1", kind="gift_card", balance_cents=2500, currency="EUR"
    )
    Payment.objects.create(order=order, kind="payment", method=card, amount_cents=10000, currency="EUR")
    Payment.objects.create(order=order, kind="payment", method=gift, amount_cents=2900, currency="EUR")
    parcel = Shipment.objects.create(order=order, external_id="p1", carrier="Swift", tracking_number="SW1")
    parcel.lines.add(line)
    Scan.objects.create(shipment=parcel, step="on_the_way", text="Left the depot")
    return order


@pytest.fixture
def cart(theo, boots):
    cart = Cart.objects.create(customer=theo, external_id="c1", currency="EUR")
    CartLine.objects.create(
        cart=cart, variant=boots.variants.order_by("pk").first(), quantity=2, price_cents=12900
    )
    return cart
