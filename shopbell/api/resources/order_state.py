"""All that an order is, as the API tells it: lines, payments and balances per method, shipments. Complete on purpose,
so that whoever compares it before and after a call sees everything that the call changed."""

from datetime import date, datetime

from django.db.models import QuerySet
from ninja import Field, Schema

from shopbell.shop.carriers.page import CarrierPages
from shopbell.shop.models import Exchange, Order, OrderLine, Payment, Return, Shipment
from shopbell.shop.payment import PaymentKind

from .customers import Method, method_of

PARTS = (
    "lines__variant", "payments__method", "shipments__lines", "shipments__scans", "returns__lines",
    "exchanges__lines", "invoices",
)  # fmt: skip


class Line(Schema):
    id: int
    external_id: str
    variant_id: int | None
    variant_external_id: str | None
    product_id: int | None
    name: str
    options: dict[str, str]
    quantity: int
    price_cents: int = Field(description="Of one piece.")


class PaymentState(Schema):
    id: int
    external_id: str
    kind: str = Field(description="`payment` or `refund`.")
    method_id: int | None
    amount_cents: int
    currency: str
    at: datetime | None
    repays_id: int | None = Field(description="Of a refund: the payment that it pays back.")
    voided_at: datetime | None = Field(description="When it was taken back before it happened.")


class MethodOfOrder(Schema):
    method: Method
    paid_cents: int
    refunded_cents: int


class ScanState(Schema):
    step: str
    at: datetime
    place: str
    text: str


class ShipmentState(Schema):
    id: int
    external_id: str
    order: str = Field(description="The order's number.")
    carrier: str
    tracking_number: str
    tracking_page: str = Field(description="Where its carrier shows it; empty when nobody has said.")
    warehouse: str
    line_ids: list[int]
    shipped_at: datetime | None
    expected_on: date | None
    delivered_at: datetime | None
    scans: list[ScanState]


class Pieces(Schema):
    line_id: int
    quantity: int
    variant_id: int | None = Field(None, description="Of an exchange: what is sent instead.")


class ReturnState(Schema):
    id: int
    number: str
    status: str
    reason: str
    method_id: int | None
    refund_cents: int
    fee_cents: int
    currency: str
    requested_at: datetime
    received_at: datetime | None
    refunded_at: datetime | None
    label: dict[str, str] = Field(description="`carrier`, `code` (the number on it), `to`.")
    instructions: str
    lines: list[Pieces]


class ExchangeState(Schema):
    id: int
    number: str
    status: str
    method_id: int | None
    difference_cents: int = Field(description="Above zero: the customer pays.")
    currency: str
    requested_at: datetime
    received_at: datetime | None
    sent_at: datetime | None
    label: dict[str, str]
    instructions: str
    lines: list[Pieces]


class InvoiceState(Schema):
    id: int
    number: str
    total_cents: int
    currency: str
    issued_at: datetime


class OrderRow(Schema):
    id: int
    source: str
    external_id: str
    number: str
    customer_id: int
    status: str
    currency: str
    total_cents: int
    placed_at: datetime | None


class OrderState(OrderRow):
    discount_cents: int
    shipping_cents: int
    tax_cents: int
    address: dict[str, str]
    note: str
    lines: list[Line]
    payments: list[PaymentState]
    methods: list[MethodOfOrder] = Field(description="Each method that paid, with its balance now.")
    shipments: list[ShipmentState]
    returns: list[ReturnState]
    exchanges: list[ExchangeState]
    invoices: list[InvoiceState]
    cancel_reason: str
    seller: str | None = Field(description="Who sells it, on a marketplace.")


def with_state(orders: QuerySet[Order]) -> QuerySet[Order]:
    """`orders` with all that `state_of` reads, however many they are."""
    return orders.select_related("seller").prefetch_related(*PARTS)


def row_of(order: Order) -> OrderRow:
    return OrderRow(
        id=order.pk,
        source=order.source,
        external_id=order.external_id,
        number=order.number,
        customer_id=order.customer_id,
        status=order.status,
        currency=order.currency,
        total_cents=order.total_cents,
        placed_at=order.placed_at,
    )


def state_of(order: Order) -> OrderState:
    payments, pages = list(order.payments.all()), CarrierPages()
    return OrderState(
        **row_of(order).dict(),
        discount_cents=order.discount_cents,
        shipping_cents=order.shipping_cents,
        tax_cents=order.tax_cents,
        address={key: str(value) for key, value in order.address.items()},
        note=order.note,
        lines=[_line(each) for each in order.lines.all()],
        payments=[_payment(each) for each in payments],
        methods=_methods(payments),
        shipments=[shipment_of(each, order, pages) for each in order.shipments.all()],
        returns=[_return(each) for each in order.returns.all()],
        exchanges=[_exchange(each) for each in order.exchanges.all()],
        invoices=[InvoiceState.model_validate(each, from_attributes=True) for each in order.invoices.all()],
        cancel_reason=order.cancel_reason,
        seller=order.seller.name if order.seller else None,
    )


def shipment_of(shipment: Shipment, order: Order, pages: CarrierPages) -> ShipmentState:
    return ShipmentState(
        id=shipment.pk,
        external_id=shipment.external_id,
        order=order.number,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        tracking_page=pages.of(shipment),
        warehouse=shipment.warehouse,
        line_ids=sorted(each.pk for each in shipment.lines.all()),
        shipped_at=shipment.shipped_at,
        expected_on=shipment.expected_on,
        delivered_at=shipment.delivered_at,
        scans=[
            ScanState(step=each.step, at=each.at, place=each.place, text=each.text)
            for each in shipment.scans.all()
        ],
    )


def _line(line: OrderLine) -> Line:
    return Line(
        id=line.pk,
        external_id=line.external_id,
        variant_id=line.variant_id,
        variant_external_id=line.variant.external_id if line.variant else None,
        product_id=line.variant.product_id if line.variant else None,
        name=line.name,
        options={key: str(value) for key, value in line.options.items()},
        quantity=line.quantity,
        price_cents=line.price_cents,
    )


def _payment(payment: Payment) -> PaymentState:
    return PaymentState(
        id=payment.pk,
        external_id=payment.external_id,
        kind=payment.kind,
        method_id=payment.method_id,
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        at=payment.at,
        repays_id=payment.repays_id,
        voided_at=payment.voided_at,
    )


def _return(each: Return) -> ReturnState:
    told = {name: getattr(each, name) for name in ReturnState.model_fields if name not in ("id", "lines")}
    lines = [
        Pieces(line_id=line.line_id, quantity=line.quantity, variant_id=None) for line in each.lines.all()
    ]
    return ReturnState(id=each.pk, lines=lines, **told)


def _exchange(each: Exchange) -> ExchangeState:
    told = {name: getattr(each, name) for name in ExchangeState.model_fields if name not in ("id", "lines")}
    lines = [
        Pieces(line_id=line.line_id, quantity=line.quantity, variant_id=line.variant_id)
        for line in each.lines.all()
    ]
    return ExchangeState(id=each.pk, lines=lines, **told)


def _methods(payments: list[Payment]) -> list[MethodOfOrder]:
    methods = {each.method.pk: each.method for each in payments if each.method}
    return [
        MethodOfOrder(
            method=method_of(method),
            paid_cents=_sum(payments, pk, PaymentKind.PAYMENT),
            refunded_cents=_sum(payments, pk, PaymentKind.REFUND),
        )
        for pk, method in sorted(methods.items())
    ]


def _sum(payments: list[Payment], method_id: int, kind: str) -> int:
    standing = (each for each in payments if each.voided_at is None and each.kind == kind)
    return sum(each.amount_cents for each in standing if each.method_id == method_id)
