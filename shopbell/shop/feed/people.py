"""Feeding products, and customers with their payment methods."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind, normal

from ..address import add_first_addresses
from ..payment import PaymentMethod
from ..product import Product, Variant
from ..upsert import BATCH, Summary, Tally, upsert
from .owners import owners_among, owners_of
from .rows import CustomerRow, ProductRow
from .untold import keep_moved, keep_untold

SOURCE = "built_in"
LOCK = "feed of the shop"
PRODUCT = ["name", "description", "category", "picture", "pictures", "page", "warranty_months"]
VARIANT = ["sku", "options", "price_cents", "currency", "stock", "restock_on", "is_available"]
METHOD = ["customer_id", "kind", "brand", "last_four", "balance_cents", "currency"]
FACTS = ("name", "language", "city", "country")


class RowRefused(Refused):
    """What is wrong with the row of this number, counted from nought."""

    def __init__(self, number: int, sentence: str):
        super().__init__(f"rows.{number}: {sentence}")
        self.number, self.sentence = number, sentence


@transaction.atomic
def feed_products(rows: Sequence[ProductRow], *, source: str = SOURCE) -> Summary:
    """Bring products and the variants that are named in step; twice changes nothing.

    Of a shop system's product the variants that it names no more are sold no more."""
    hold_until_commit(LOCK)
    refuse_twice([row.external_id for row in rows])
    products = [
        Product(source=source, external_id=row.external_id, **{name: getattr(row, name) for name in PRODUCT})
        for row in rows
    ]
    known = Product.objects.filter(source=source, external_id__in=[row.external_id for row in rows])
    keep_untold(products, rows, known, key=["external_id"], columns=PRODUCT)
    summary = Summary({"products": upsert(products, among=known, key=["external_id"], columns=PRODUCT)})
    variants = [
        Variant(
            product=product, external_id=each.external_id, **{name: getattr(each, name) for name in VARIANT}
        )
        for product, row in zip(products, rows, strict=True)
        for each in row.variants
    ]
    refuse_twice([(each.product_id, each.external_id) for each in variants])
    theirs = Variant.objects.filter(product__in=[product.pk for product in products]).order_by("pk")
    held = list(
        theirs.select_for_update(of=("self",), no_key=True)
    )  # in the order in which actions hold them
    key = ["product_id", "external_id"]
    told = [each for row in rows for each in row.variants]
    keep_untold(variants, told, held, key=key, columns=VARIANT)
    said = ["stock" in row.model_fields_set for row in told]
    keep_moved(variants, held, key=key, column="stock", is_told=said)
    columns = [*VARIANT, "told_stock"]
    summary.tallies["variants"] = upsert(variants, among=theirs, key=key, columns=columns)
    if source != SOURCE:
        theirs.filter(is_available=True).exclude(pk__in=[each.pk for each in variants]).update(
            is_available=False
        )
    return summary


@transaction.atomic
def feed_customers(rows: Sequence[CustomerRow], *, is_short: bool = True) -> Summary:
    """Find or make each customer by the verified address; what is said of them replaces what was said before.

    `is_short` is false for a portion of many that are fed in one transaction."""
    hold_until_commit(LOCK)
    addresses = [address_of(row.email, number) for number, row in enumerate(rows)]
    refuse_twice(addresses)
    _hold(owners_of(addresses).values())
    owners = owners_among(addresses, is_short=is_short)
    met: list[Customer] = []
    changed: list[Customer] = []
    for row, address in zip(rows, addresses, strict=True):
        customer = owners.of(address)
        if customer is None:
            customer = Customer(**{name: getattr(row, name) for name in FACTS})
            met.append(customer)
        elif differs(customer, row):
            changed.append(customer)
        owners.prove(address, customer)
    Customer.objects.bulk_create(met, batch_size=BATCH)
    Customer.objects.bulk_update(changed, FACTS, batch_size=BATCH)
    owners.note()
    tally = Tally(new=len(met), changed=len(changed), same=len(rows) - len(met) - len(changed))
    add_first_addresses(
        {
            owners.proved[address].pk: row.address.model_dump()
            for row, address in zip(rows, addresses, strict=True)
        }
    )
    summary = Summary({"customers": tally})
    methods = [
        PaymentMethod(
            source=SOURCE, external_id=each.external_id, customer=owners.proved[address], kind=each.kind,
            brand=each.brand, last_four=each.last_four, balance_cents=each.balance_cents, currency=each.currency,
        )
        for row, address in zip(rows, addresses, strict=True)
        for each in row.payment_methods
    ]  # fmt: skip
    refuse_twice([each.external_id for each in methods])
    known = PaymentMethod.objects.filter(
        source=SOURCE, external_id__in=[each.external_id for each in methods]
    ).order_by("pk")
    held = list(known.select_for_update(no_key=True))
    _refuse_others(methods, held)
    told = [each for row in rows for each in row.payment_methods]
    keep_untold(methods, told, held, key=["external_id"], columns=METHOD)
    said = ["balance_cents" in row.model_fields_set for row in told]
    keep_moved(methods, held, key=["external_id"], column="balance_cents", is_told=said)
    columns = [*METHOD, "told_balance_cents"]
    summary.tallies["payment methods"] = upsert(methods, among=known, key=["external_id"], columns=columns)
    return summary


def address_of(text: str, number: int) -> str:
    try:
        return normal(Kind.EMAIL, text)
    except Refused as refusal:
        raise RowRefused(number, str(refusal)) from None


def _hold(customers: Iterable[Customer]) -> None:
    """Until the commit, in the order in which whoever merges customers holds them."""
    ids = [customer.pk for customer in customers]
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


def refuse_twice(keys: Sequence) -> None:
    """Raise Refused when the same thing is fed twice at once: which of both would be true?"""
    seen = set()
    for key in keys:
        if key in seen:
            named = key[-1] if isinstance(key, tuple) else key
            raise Refused(_("%(key)s is there twice.") % {"key": named})
        seen.add(key)


def differs(customer: Customer, row: CustomerRow) -> bool:
    """Write what `row` says over what was said; an empty word says nothing."""
    told = {
        name: value for name in FACTS if (value := getattr(row, name)) and value != getattr(customer, name)
    }
    for name, value in told.items():
        setattr(customer, name, value)
    return bool(told)


def _refuse_others(methods: list[PaymentMethod], known) -> None:
    """A payment method never goes over to another customer: with it would go the money on it."""
    owners = {each.external_id: each.customer_id for each in known}
    for method in methods:
        if owners.get(method.external_id, method.customer_id) != method.customer_id:
            raise Refused(
                _("The payment method %(key)s is another customer's.") % {"key": method.external_id}
            )
