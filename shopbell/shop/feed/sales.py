"""Feeding orders with lines and payments, and parcels with their scans.

What the desk itself has done to an order is left alone (`stands`): the shop hears of that by the API, and does not tell
it back. An order of a shop system is as that tells it, and what it names that is not here is left out, since nobody
can be asked to feed it first.
"""

from collections.abc import Collection, Sequence
from itertools import compress
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.lock import hold_until_commit
from shopbell.customers.customer import Customer

from ..invoice import Invoice
from ..order import Order, OrderLine, number_key
from ..payment import Payment, PaymentMethod
from ..product import Variant
from ..shipment import Scan, Shipment
from ..upsert import Summary, Tally, upsert
from .accounts import holders_of
from .erased import keep_nobodys, without_traces
from .owners import owners_of
from .people import LOCK, SOURCE, RowRefused, address_of, refuse_twice
from .rows import OrderRow, ScanRow, ShipmentRow, ShopOrderRow
from .scanned import keep_scanned
from .sellers import name_sellers
from .stands import keep_what_was_done, refuse_lost_refunds
from .untold import keep_untold

ORDER = [
    "number", "number_key", "customer_id", "status", "currency", "total_cents", "discount_cents", "shipping_cents",
    "tax_cents", "address", "note", "placed_at", "seller_id",
]  # fmt: skip
UNTOLD = ["discount_cents", "shipping_cents", "tax_cents", "address", "note", "placed_at"]
LINE = ["variant_id", "name", "options", "quantity", "price_cents", "position"]
INVOICE = ["total_cents", "currency", "issued_at", "page"]
PAYMENT = ["kind", "method_id", "amount_cents", "currency", "at"]
SHIPMENT = ["carrier", "tracking_number", "warehouse", "shipped_at", "expected_on", "delivered_at"]
OF_ORDER = ["order_id", "external_id"]


@transaction.atomic
def feed_orders(rows: Sequence[OrderRow], *, source: str = SOURCE) -> Summary:
    """Bring orders in step, with the lines and payments that are told; twice changes nothing.

    Raises Refused for a customer, variant or payment method that is not here; then nothing was changed.
    """
    hold_until_commit(LOCK)
    refuse_twice([row.external_id for row in rows])
    keys = [row.external_id for row in rows]
    known = Order.objects.filter(source=source, external_id__in=keys).order_by("pk")
    held = list(known.select_for_update(no_key=True))  # nobody acts on them meanwhile
    orders = [
        _order(row, customer, source) for row, customer in zip(rows, _buyers(rows, source), strict=True)
    ]
    keep_untold(orders, rows, held, key=["external_id"], columns=UNTOLD)
    if source != SOURCE:
        keep_nobodys(orders, held)
    name_sellers(orders, rows, held, source)
    for order, row in zip(orders, rows, strict=True):
        order.total_cents = _total(order, row)
    moved = keep_what_was_done(orders, rows, held) if source == SOURCE else set()
    summary = Summary({"orders": upsert(orders, among=known, key=["external_id"], columns=ORDER)})
    pairs = list(zip(orders, rows, strict=True))
    summary.tallies["lines"] = _feed_lines([pair for pair in pairs if pair[0].pk not in moved], source)
    summary.tallies["payments and refunds"] = _feed_payments(pairs, source)
    if any(row.invoices is not None for row in rows):
        summary.tallies["invoices"] = _feed_invoices(pairs)
    return summary


@transaction.atomic
def feed_shipments(
    rows: Sequence[ShipmentRow], *, source: str = SOURCE, all_of: Collection[str] = ()
) -> Summary:
    """Bring parcels in step; scans are only added. Raises Refused for an order or a line that is not here.

    `all_of` names orders of which every parcel is told: others that they had are no more."""
    hold_until_commit(LOCK)
    theirs = Order.objects.filter(source=source, external_id__in={row.order for row in rows}).order_by("pk")
    # a carrier tells of them meanwhile no more
    orders = {each.external_id: each for each in theirs.select_for_update(no_key=True)}
    shipments = [
        Shipment(
            order=_found(orders, row.order, _("There is no order %(key)s. Feed orders first."), number),
            external_id=row.external_id,
            **{name: getattr(row, name) for name in SHIPMENT},
        )
        for number, row in enumerate(rows)
    ]
    refuse_twice([(each.order_id, each.external_id) for each in shipments])
    known = Shipment.objects.filter(order__in=[each.pk for each in orders.values()])
    held = list(known.prefetch_related("scans"))
    keep_untold(shipments, rows, held, key=OF_ORDER, columns=SHIPMENT)
    keep_scanned(shipments, held)
    may_trace = without_traces(shipments)
    summary = Summary({"shipments": upsert(shipments, among=known, key=OF_ORDER, columns=SHIPMENT)})
    _put_in(shipments, rows)
    summary.tallies["scans"] = _feed_scans(
        list(compress(shipments, may_trace)), list(compress(rows, may_trace))
    )
    whole = Shipment.objects.filter(order__source=source, order__external_id__in=all_of)
    whole.exclude(external_id="").exclude(pk__in=[each.pk for each in shipments]).delete()
    return summary


def _buyers(rows: Sequence[OrderRow], source: str) -> list[Customer]:
    """Whose each order is: by the address that they proved, or by the account in the shop system."""
    if source == SOURCE:
        keys = [address_of(row.customer_email, number) for number, row in enumerate(rows)]
        owners = owners_of(keys)
    else:
        keys = [row.account if isinstance(row, ShopOrderRow) else "" for row in rows]
        owners = holders_of(keys, source)
    words = _("There is no customer %(key)s. Feed customers first.")
    return [_found(owners, key, words, number) for number, key in enumerate(keys)]


def _order(row: OrderRow, customer: Customer, source: str) -> Order:
    number = row.number or row.external_id
    return Order(
        source=source, external_id=row.external_id, number=number, number_key=number_key(number), customer=customer,
        status=row.status, currency=row.currency, total_cents=0, discount_cents=row.discount_cents,
        shipping_cents=row.shipping_cents, tax_cents=row.tax_cents, address=row.address.model_dump(),
        note=row.note, placed_at=row.placed_at,
    )  # fmt: skip


def _total(order: Order, row: OrderRow) -> int:
    if row.total_cents is not None:
        return row.total_cents
    goods = sum(line.price_cents * line.quantity for line in row.lines or [])
    return goods - order.discount_cents + order.shipping_cents


def _feed_lines(pairs: list[tuple[Order, OrderRow]], source: str) -> Tally:
    named = {line.variant for _order, row in pairs for line in row.lines or [] if line.variant}
    variants = {
        each.external_id: each
        for each in Variant.objects.filter(product__source=source, external_id__in=named)
    }
    words = _("There is no variant %(key)s. Feed products first.")
    find = _found if source == SOURCE else _found_or_none
    lines = [
        OrderLine(
            order=order,
            external_id=line.external_id or str(position),
            variant=find(variants, line.variant, words, number) if line.variant else None,
            name=line.name,
            options=line.options,
            quantity=line.quantity,
            price_cents=line.price_cents,
            position=position,
        )
        for number, (order, row) in enumerate(pairs)
        for position, line in enumerate(row.lines or [], start=1)
    ]
    refuse_twice([(each.order_id, each.external_id) for each in lines])
    told = [order.pk for order, row in pairs if row.lines is not None]
    known = OrderLine.objects.filter(order__in=told)
    return upsert(lines, among=known, key=OF_ORDER, columns=LINE, prune=True)


def _feed_payments(pairs: list[tuple[Order, OrderRow]], source: str) -> Tally:
    named = {each.method for _order, row in pairs for each in row.payments or [] if each.method}
    methods = {
        each.external_id: each for each in PaymentMethod.objects.filter(source=source, external_id__in=named)
    }
    payments = [
        Payment(
            order=order, external_id=each.external_id, kind=each.kind,
            method=_method(methods, each.method, order, number), amount_cents=each.amount_cents,
            currency=order.currency, at=each.at,
        )
        for number, (order, row) in enumerate(pairs)
        for each in row.payments or []
    ]  # fmt: skip
    refuse_twice([(each.order_id, each.external_id) for each in payments])
    told = [order.pk for order, row in pairs if row.payments is not None]
    known = Payment.objects.filter(order__in=told, run=None)
    if source == SOURCE:
        refuse_lost_refunds(payments, known, {order.pk: number for number, (order, _row) in enumerate(pairs)})
    return upsert(payments, among=known, key=OF_ORDER, columns=PAYMENT, prune=True)


def _feed_invoices(pairs: list[tuple[Order, OrderRow]]) -> Tally:
    """The invoices of the orders of which they are told: these are all of them."""
    told = [(order, row.invoices) for order, row in pairs if row.invoices is not None]
    known = Invoice.objects.filter(order__in=[order.pk for order, _rows in told])
    issued = {(each.order_id, each.number): each.issued_at for each in known}
    invoices = [
        Invoice(
            order=order, number=each.number, currency=order.currency, page=each.page,
            total_cents=order.total_cents if each.total_cents is None else each.total_cents,
            issued_at=each.issued_at or issued.get((order.pk, each.number)) or timezone.now(),
        )
        for order, rows in told
        for each in rows
    ]  # fmt: skip
    refuse_twice([(each.order_id, each.number) for each in invoices])
    return upsert(invoices, among=known, key=["order_id", "number"], columns=INVOICE, prune=True)


def _method(methods: dict[str, PaymentMethod], key: str, order: Order, number: int) -> PaymentMethod | None:
    if not key:
        return None
    if order.source != SOURCE:
        told = methods.get(key)
        return told if told and told.customer_id == order.customer_id else None
    method = _found(methods, key, _("There is no payment method %(key)s. Feed customers first."), number)
    if method.customer_id != order.customer_id:
        raise RowRefused(number, _("The payment method %(key)s is another customer's.") % {"key": key})
    return method


def _put_in(shipments: list[Shipment], rows: Sequence[ShipmentRow]) -> None:
    """Say which lines are in each parcel, where that is told."""
    there = OrderLine.objects.filter(order__in={each.order_id for each in shipments})
    lines = {(line.order_id, line.external_id): line for line in there}
    words = _("There is no line %(key)s in this order.")
    for number, (shipment, row) in enumerate(zip(shipments, rows, strict=True)):
        if row.lines is not None:
            held = [_found(lines, (shipment.order_id, key), words, number) for key in row.lines]
            if {line.pk for line in shipment.lines.all()} != {line.pk for line in held}:
                shipment.lines.set(held)


def _feed_scans(shipments: list[Shipment], rows: Sequence[ShipmentRow]) -> Tally:
    known = {
        (scan.shipment_id, scan.at, scan.text)
        for scan in Scan.objects.filter(shipment__in=[s.pk for s in shipments])
    }
    told: dict[tuple, tuple[Shipment, ScanRow]] = {
        (shipment.pk, each.at, each.text): (shipment, each)
        for shipment, row in zip(shipments, rows, strict=True)
        for each in row.scans
    }
    fresh = [pair for key, pair in told.items() if key not in known]
    Scan.objects.bulk_create(
        [
            Scan(shipment=shipment, at=each.at, step=each.step, place=each.place, text=each.text)
            for shipment, each in fresh
        ],
        ignore_conflicts=True,  # the carrier may tell the same at this moment
    )
    return Tally(new=len(fresh), same=len(told) - len(fresh))


def _found(table: dict[Any, Any], key: Any, words: str, number: int) -> Any:
    """What the row `number` names by `key`. Raises RowRefused with `words` when it is not there."""
    if key not in table:
        raise RowRefused(number, words % {"key": key[-1] if isinstance(key, tuple) else key})
    return table[key]


def _found_or_none(table: dict[Any, Any], key: Any, words: str, number: int) -> Any:
    return table.get(key)
