"""Loading a whole shop from a file, in one transaction: all of it or nothing, and twice without doubling.

The rows belong to the source `file`, so they never mix with those of a connected shop. A customer is who
has the address verified; the shop's own account data is proof of it.
"""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.customers.identity import Identity, Kind, normal
from shopbell.customers.models import Customer

from .address import add_first_addresses
from .feed.untold import keep_moved
from .models import ActionRun, Order, OrderLine, Payment, PaymentMethod, Product, Shipment, Variant
from .order import number_key
from .shop_file import FileCustomer, FileOrder, ShopFile, load, read_shop
from .upsert import BATCH, Summary, Tally, upsert

SOURCE = "file"
COUNTRIES = {"USA": "US", "UK": "GB"}
LINK = Shipment.lines.through
Progress = Callable[[str], None]


def import_file(path: Path | str, progress: Progress = lambda line: None) -> Summary:
    """Load the shop in the file `path`. Raises Refused with what is wrong in it; then nothing was loaded."""
    progress(f"Reading {path}.")
    shop = read_shop(load(Path(path)))
    progress(
        f"It holds {len(shop.customers)} customers, {len(shop.orders)} orders and {len(shop.variants)} variants."
    )
    with transaction.atomic():
        hold_until_commit("import shop")
        summary = _Import(shop, progress).run()
    progress(summary.sentence())
    return summary


class _Import:
    def __init__(self, shop: ShopFile, progress: Progress):
        self.shop, self.progress, self.summary = shop, progress, Summary()
        self.variants: dict[str, int] = {}
        self.customers: dict[str, int] = {}
        self.methods: dict[str, int] = {}
        self.orders: dict[str, int] = {}

    def run(self) -> Summary:
        steps = (
            self.load_products,
            self.load_customers,
            self.load_methods,
            self.load_orders,
            self.load_lines,
            self.load_payments,
            self.load_parcels,
        )
        for number, step in enumerate(steps, start=1):
            step()
            self.progress(f"{number} of {len(steps)}: {list(self.summary.tallies)[-1]}.")
        return self.summary

    def load_products(self) -> None:
        products = [
            Product(source=SOURCE, external_id=key, name=name) for key, name in self.shop.products.items()
        ]
        self._count(
            "products",
            upsert(
                products, among=Product.objects.filter(source=SOURCE), key=["external_id"], columns=["name"]
            ),
        )
        ids = {product.external_id: product.pk for product in products}
        variants = [
            Variant(
                product_id=ids[row.product_id],
                external_id=row.id,
                sku=row.id,
                options=row.options,
                price_cents=row.price_cents,
                currency=self.shop.currency,
                stock=row.stock,
                is_available=row.is_available,
            )
            for row in self.shop.variants.values()
        ]
        columns = ["sku", "options", "price_cents", "currency", "stock", "told_stock", "is_available"]
        known, key = Variant.objects.filter(product__source=SOURCE), ["product_id", "external_id"]
        held = known.order_by("pk").select_for_update(of=("self",), no_key=True)
        keep_moved(variants, held, key=key, column="stock")
        self._count("variants", upsert(variants, among=known, key=key, columns=columns))
        self.variants = {variant.external_id: variant.pk for variant in variants}

    def load_customers(self) -> None:
        """Find each by the verified address, else make one; only what is empty is filled in."""
        now, tally = timezone.now(), Tally()
        addresses = {row.id: self._address(row) for row in self.shop.customers.values()}
        owners = {
            identity.value: identity.customer
            for identity in Identity.objects.filter(
                kind=Kind.EMAIL, value__in=addresses.values(), verified_at__isnull=False
            ).select_related("customer")
        }
        fresh, filled = {}, []
        for row in self.shop.customers.values():
            owner = owners.get(addresses[row.id])
            if owner is None:
                owners[addresses[row.id]] = fresh[addresses[row.id]] = Customer(**_facts(row))
            elif _fill(owner, _facts(row)):
                filled.append(owner)
        Customer.objects.bulk_create(fresh.values(), batch_size=BATCH)
        Customer.objects.bulk_update(filled, ["name", "city", "country"], batch_size=BATCH)
        identities = [
            Identity(customer=customer, kind=Kind.EMAIL, value=value, source="shop", verified_at=now)
            for value, customer in fresh.items()
        ]
        Identity.objects.bulk_create(identities, batch_size=BATCH)
        tally.new, tally.changed = len(fresh), len(filled)
        tally.same = len(self.shop.customers) - len(fresh) - len(filled)
        self._count("customers", tally)
        self.customers = {key: owners[value].pk for key, value in addresses.items()}
        add_first_addresses(
            {self.customers[row.id]: row.address | {"name": row.name} for row in self.shop.customers.values()}
        )

    def load_methods(self) -> None:
        rows = [
            PaymentMethod(
                source=SOURCE,
                external_id=method.id,
                customer_id=self.customers[row.id],
                kind=method.kind,
                brand=method.brand,
                last_four=method.last_four,
                balance_cents=method.balance_cents,
                currency=self.shop.currency,
            )
            for row in self.shop.customers.values()
            for method in row.methods
        ]
        columns = [
            "customer_id", "kind", "brand", "last_four", "balance_cents", "told_balance_cents", "currency",
        ]  # fmt: skip
        known = PaymentMethod.objects.filter(source=SOURCE)
        held = known.order_by("pk").select_for_update(no_key=True)
        keep_moved(rows, held, key=["external_id"], column="balance_cents")
        self._count("payment methods", upsert(rows, among=known, key=["external_id"], columns=columns))
        self.methods = {row.external_id: row.pk for row in rows}

    def load_orders(self) -> None:
        """What was done to an order here is not in the file: such an order stays as it is, or its refund would be lost
        and could be made again."""
        acted_on = ActionRun.objects.filter(order__source=SOURCE).values_list("order__external_id", flat=True)
        kept = set(acted_on)
        self.shop.orders = [order for order in self.shop.orders if order.id not in kept]
        rows = [self._order(order) for order in self.shop.orders]
        columns = [
            "number",
            "number_key",
            "customer_id",
            "status",
            "currency",
            "total_cents",
            "address",
            "placed_at",
        ]
        known = Order.objects.filter(source=SOURCE)
        self._count("orders", upsert(rows, among=known, key=["external_id"], columns=columns))
        self.orders = {row.external_id: row.pk for row in rows}

    def load_lines(self) -> None:
        rows = [
            OrderLine(
                order_id=self.orders[order.id],
                external_id=str(position),
                variant_id=self.variants[line.variant_id],
                name=line.name,
                options=line.options,
                quantity=line.quantity,
                price_cents=line.price_cents,
                position=position,
            )
            for order in self.shop.orders
            for position, line in enumerate(order.lines, start=1)
        ]
        columns = ["variant_id", "name", "options", "quantity", "price_cents", "position"]
        known = OrderLine.objects.filter(order__in=self.orders.values())
        self._count(
            "lines", upsert(rows, among=known, key=["order_id", "external_id"], columns=columns, prune=True)
        )
        self.lines = {(row.order_id, row.position): row.pk for row in rows}

    def load_payments(self) -> None:
        rows = [
            Payment(
                order_id=self.orders[order.id],
                external_id=str(position),
                kind=payment.kind,
                method_id=self._method(order, payment.method_id),
                amount_cents=payment.amount_cents,
                currency=self.shop.currency,
                at=payment.at,
            )
            for order in self.shop.orders
            for position, payment in enumerate(order.payments, start=1)
        ]
        columns = ["kind", "method_id", "amount_cents", "currency", "at"]
        known = Payment.objects.filter(order__in=self.orders.values())
        self._count(
            "payments and refunds",
            upsert(rows, among=known, key=["order_id", "external_id"], columns=columns, prune=True),
        )

    def load_parcels(self) -> None:
        pairs = [
            (order, position, parcel)
            for order in self.shop.orders
            for position, parcel in enumerate(order.parcels, start=1)
        ]
        rows = [
            Shipment(
                order_id=self.orders[order.id],
                external_id=str(position),
                tracking_number=parcel.tracking_number,
            )
            for order, position, parcel in pairs
        ]
        known = Shipment.objects.filter(order__in=self.orders.values())
        tally = upsert(
            rows, among=known, key=["order_id", "external_id"], columns=["tracking_number"], prune=True
        )
        held = {
            (row.pk, self.lines[row.order_id, position])
            for row, (order, _, parcel) in zip(rows, pairs, strict=True)
            for position, line in enumerate(order.lines, start=1)
            if line.variant_id in parcel.variant_ids
        }
        there = {
            (link.shipment_id, link.orderline_id): link.pk
            for link in LINK._base_manager.filter(shipment__order__in=self.orders.values())
        }
        LINK._base_manager.filter(pk__in=[pk for pair, pk in there.items() if pair not in held]).delete()
        missing = [LINK(shipment_id=parcel, orderline_id=line) for parcel, line in sorted(held - set(there))]
        LINK._base_manager.bulk_create(missing, batch_size=BATCH)
        self._count("parcels", tally)

    def _order(self, order: FileOrder) -> Order:
        number = order.id.lstrip("#")
        return Order(
            source=SOURCE,
            external_id=order.id,
            number=number,
            number_key=number_key(number),
            customer_id=self.customers[order.customer_id],
            status=order.status,
            currency=self.shop.currency,
            address=order.address,
            placed_at=order.placed_at,
            total_cents=sum(line.price_cents * line.quantity for line in order.lines),
        )

    def _method(self, order: FileOrder, method_id: str) -> int:
        if method_id not in self.methods:
            raise Refused(f"orders › {order.id} › payment_history names {method_id}, which no user has.")
        return self.methods[method_id]

    def _address(self, row: FileCustomer) -> str:
        try:
            return normal(Kind.EMAIL, row.email)
        except Refused as refusal:
            raise Refused(f"users › {row.id} › email: {refusal}") from None

    def _count(self, noun: str, tally: Tally) -> None:
        self.summary.tallies[noun] = tally


def _facts(row: FileCustomer) -> dict[str, str]:
    country = COUNTRIES.get(row.address["country"], row.address["country"])
    return {
        "name": row.name,
        "city": row.address["city"][:120],
        "country": country if len(country) == 2 else "",
    }


def _fill(customer: Customer, facts: dict[str, str]) -> bool:
    """Write `facts` where the customer has none; whether there was one."""
    fresh = {name: value for name, value in facts.items() if value and not getattr(customer, name)}
    for name, value in fresh.items():
        setattr(customer, name, value)
    return bool(fresh)
