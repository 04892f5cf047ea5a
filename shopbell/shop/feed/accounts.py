"""Feeding the accounts of a shop system: whose they are is kept, so that an account stays its customer's when the
address changes, and an account without an address has a customer too.
"""

import hashlib
from collections.abc import Iterable, Sequence

from django.db import models, transaction
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Identity, Kind, normal

from ..address import add_first_addresses
from ..payment import PaymentMethod
from ..upsert import BATCH, Summary, Tally, upsert
from .people import FACTS, LOCK, METHOD, differs, owners_of, refuse_twice
from .rows import AccountRow
from .untold import keep_untold


class ShopAccount(models.Model):
    """Whose account in a shop system it is."""

    source = models.CharField(max_length=20)
    external_id = models.CharField(max_length=80)
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="shop_accounts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="shop_account_once")]


def holders_of(keys: Iterable[str], source: str) -> dict[str, Customer]:
    """Who holds each account: nobody, if whose it was is erased."""
    names = {name: key for key in keys for name in (key, erased_key(key))}
    accounts = ShopAccount.objects.filter(source=source, external_id__in=names)
    return {names[each.external_id]: each.customer for each in accounts.select_related("customer")}


def erased_key(key: str) -> str:
    """By what the account of somebody who is erased is known again: shops may well call it as the person is called."""
    return f"erased-{hashlib.sha256(key.encode()).hexdigest()}"


@transaction.atomic
def feed_accounts(rows: Sequence[AccountRow], *, source: str) -> Summary:
    """Find or make the customer of each account: who holds it, else who has proved the address, else somebody new.

    What is said of a customer replaces what was said before, unless it is said aside: in an order, which may be old.
    Of an account that is an erased customer's nothing is kept (`erased`).
    """
    hold_until_commit(LOCK)
    rows = _merged(rows)
    holders = holders_of([row.external_id for row in rows], source)
    erased = {key for key, customer in holders.items() if customer.erased_at}
    rows = [row for row in rows if row.external_id not in erased]
    addresses = {row.external_id: _normal(Kind.EMAIL, row.email) for row in rows}
    owners = _owners(addresses.values())
    tally, changed, met, fresh, proved = Tally(), {}, [], [], {}
    for row in rows:
        address, customer = addresses[row.external_id], holders.get(row.external_id)
        is_new = customer is None
        if customer is None:
            customer = owners.get(address)
            if customer is None:
                customer = Customer(**{name: getattr(row, name) for name in FACTS})
                met.append((customer, row))
            holders[row.external_id] = customer
            fresh.append(row.external_id)
        elif not row.is_aside and differs(customer, row):
            changed[customer.pk] = customer
        if address and address not in owners and (is_new or not row.is_aside):
            owners[address] = proved[address] = customer
    Customer.objects.bulk_create([customer for customer, _row in met], batch_size=BATCH)
    Customer.objects.bulk_update(changed.values(), FACTS, batch_size=BATCH)
    ShopAccount.objects.bulk_create(
        [ShopAccount(source=source, external_id=key, customer=holders[key]) for key in fresh],
        batch_size=BATCH,
    )
    _note_identities(met, proved)
    tally.new, tally.changed = len(fresh), len(changed)
    tally.same = len(rows) - tally.new - tally.changed
    add_first_addresses(
        {holders[row.external_id].pk: row.address.model_dump() for row in rows if row.address.line1}
    )
    return Summary({"customers": tally, "payment methods": _feed_methods(rows, holders, source)})


def _owners(addresses: Iterable[str]) -> dict[str, Customer]:
    """Who has proved each address; nobody else proves one of them before this transaction ends."""
    wanted = sorted({address for address in addresses if address})
    owners = owners_of(wanted)
    free = [address for address in wanted if address not in owners]
    for address in free:
        hold_until_commit(f"identity {Kind.EMAIL}:{address}")
    return owners | (owners_of(free) if free else {})


def _note_identities(met: list[tuple[Customer, AccountRow]], proved: dict[str, Customer]) -> None:
    now = timezone.now()
    claimed = {
        (each.customer_id, each.value): each
        for each in Identity.objects.filter(
            kind=Kind.EMAIL, value__in=proved, customer__in=[each.pk for each in proved.values()]
        )
    }
    Identity.objects.filter(
        pk__in=[each.pk for (owner, value), each in claimed.items() if proved[value].pk == owner]
    ).update(verified_at=now)
    emails = [
        Identity(customer=customer, kind=Kind.EMAIL, value=address, source="shop", verified_at=now)
        for address, customer in proved.items()
        if (customer.pk, address) not in claimed
    ]
    phones = [  # nobody called it to see whether it is theirs
        Identity(customer=customer, kind=Kind.PHONE, value=phone, source="shop")
        for customer, row in met
        if (phone := _normal(Kind.PHONE, row.phone))
    ]
    Identity.objects.bulk_create([*emails, *phones], batch_size=BATCH)


def _feed_methods(rows: Sequence[AccountRow], holders: dict[str, Customer], source: str) -> Tally:
    told = [each for row in rows for each in row.payment_methods]
    methods = [
        PaymentMethod(
            source=source, external_id=each.external_id, customer=holders[row.external_id], kind=each.kind,
            brand=each.brand, last_four=each.last_four, balance_cents=each.balance_cents, currency=each.currency,
        )
        for row in rows
        for each in row.payment_methods
    ]  # fmt: skip
    refuse_twice([each.external_id for each in methods])
    known = PaymentMethod.objects.filter(
        source=source, external_id__in=[each.external_id for each in methods]
    )
    held = list(known.select_for_update(no_key=True).order_by("pk"))
    keep_untold(methods, told, held, key=["external_id"], columns=METHOD)
    return upsert(methods, among=known, key=["external_id"], columns=METHOD)


def _merged(rows: Iterable[AccountRow]) -> list[AccountRow]:
    """Each account once: several orders of a page are of one customer. What it says itself goes before theirs."""
    merged: dict[str, AccountRow] = {}
    for row in sorted(rows, key=lambda row: not row.is_aside):  # the last one counts
        known = merged.get(row.external_id)
        methods = {
            each.external_id: each
            for each in [*(known.payment_methods if known else []), *row.payment_methods]
        }
        merged[row.external_id] = row.model_copy(update={"payment_methods": list(methods.values())})
    return list(merged.values())


def _normal(kind: str, text: str) -> str:
    """As it is compared; empty when there is none, or shops wrote something there that is none."""
    try:
        return normal(kind, text) if text else ""
    except Refused:
        return ""
