"""What the shop's tests have besides the cast: a vase, and orders of Mina and Theo."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.shop.models import Order, OrderLine, Payment, PaymentMethod, Product, Scan, Shipment, Variant


@pytest.fixture
def vase(db):
    product = Product.objects.create(
        external_id="vase", name="Vase “Ondine”", picture="/demo-shop/pictures/vase-ondine.svg"
    )
    return Variant.objects.create(
        product=product,
        external_id="blue",
        options={"colour": "blue"},
        price_cents=7400,
        currency="EUR",
        stock=4,
    )


@pytest.fixture
def make_order(vase):
    """`make_order(mina, "10467", scanned_hours_ago=61)`: an order of one vase, paid by card."""

    def make(
        customer,
        number: str,
        *,
        status="shipped",
        scanned_hours_ago: float | None = None,
        total_cents=7990,
        **more,
    ):
        order = Order.objects.create(
            external_id=number,
            number=number,
            customer=customer,
            status=status,
            currency="EUR",
            total_cents=total_cents,
            shipping_cents=590,
            tax_cents=1387,
            address={"name": customer.name, "city": "Lyon"},
            **more,
        )
        line = OrderLine.objects.create(
            order=order,
            external_id="1",
            variant=vase,
            name="Vase “Ondine”",
            options=vase.options,
            price_cents=7400,
        )
        card, _ = PaymentMethod.objects.get_or_create(
            customer=customer,
            external_id=f"card-{customer.pk}",
            defaults={"kind": "card", "brand": "visa", "last_four": "1142"},
        )
        Payment.objects.create(
            order=order, kind="payment", method=card, amount_cents=total_cents, currency="EUR"
        )
        if scanned_hours_ago is not None:
            shipment = Shipment.objects.create(
                order=order, carrier="Colis", tracking_number="6A0241", warehouse="Ghent"
            )
            shipment.lines.add(line)
            at = timezone.now() - timedelta(hours=scanned_hours_ago, minutes=1)
            Scan.objects.create(
                shipment=shipment, step="on_the_way", at=at, place="Lyon depot", text="Sorted at Lyon depot"
            )
        return order

    return make


@pytest.fixture
def parcel(make_order, mina):
    """Mina's order 10467, last scanned 61 hours ago."""
    return make_order(mina, "10467", scanned_hours_ago=61)


@pytest.fixture
def theos(make_order, theo):
    """Theo's order W2611."""
    return make_order(theo, "W2611")
