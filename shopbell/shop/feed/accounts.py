"""Feeding the accounts of a shop system: whose they are is kept, so that an account that is proved stays its customer's
when the address changes (`owners`: what becomes of others), and one without an address has a customer too.
"""

import hashlib
from collections.abc import Iterable, Sequence

from django.db import models, transaction

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.customers.customer import Customer
from shopbell.customers.identity import SHOP, SHOP_PHONE, Identity, Kind, normal

from ..address import add_first_addresses
from ..order import Order
from ..payment import PaymentMethod
from ..upsert import BATCH, Summary, Tally, upsert
from .owners import emails_of, owners_among
from .people import FACTS, LOCK, METHOD, differs, refuse_twice
from .rows import AccountRow
from .untold import keep_untold


class ShopAccount(models.Model):
    """Whose account in a shop system it is."""

    source = models.CharField(max_length=20)
    external_id = models.CharField(max_length=80)
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="shop_accounts")
    is_proved = models.BooleanField(
        default=False, help_text="the shop system has seen that the address is theirs"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="shop_account_once")]


def holders_of(keys: Iterable[str], source: str) -> dict[str, Customer]:
    """Who holds each account: nobody, if whose it was is erased."""
    return {key: account.customer for key, account in accounts_of(keys, source).items()}


def erased_key(key: str) -> str:
    """By what the account of somebody who is erased is known again: shops may well call it as the person is called."""
    return f"erased-{hashlib.sha256(key.encode()).hexdigest()}"


def accounts_of(keys: Iterable[str], source: str) -> dict[str, ShopAccount]:
    """The accounts that are known, with their customers: nobody, if whose one was is erased."""
    names = {name: key for key in keys for name in (key, erased_key(key))}
    accounts = ShopAccount.objects.filter(source=source, external_id__in=names)
    return {names[each.external_id]: each for each in accounts.select_related("customer")}


@transaction.atomic
def feed_accounts(rows: Sequence[AccountRow], *, source: str) -> Summary:
    """Find or make the customer of each account: who holds it, else who is known by the address, else somebody new.

    What is said of a customer replaces what was said before, unless it is said aside: in an order, which may be old.
    Of an account that is an erased customer's nothing is kept (`erased`).
    """
    hold_until_commit(LOCK)
    rows = _merged(rows)
    accounts = accounts_of([row.external_id for row in rows], source)
    erased = {key for key, account in accounts.items() if account.customer.erased_at}
    rows = [row for row in rows if row.external_id not in erased]
    feeding = _Feeding(source, accounts, {row.external_id: _normal(Kind.EMAIL, row.email) for row in rows})
    for row in rows:
        feeding.take(row)
    tally = feeding.write()
    holders = {row.external_id: accounts[row.external_id].customer for row in rows}
    add_first_addresses(
        {
            holders[row.external_id].pk: row.address.model_dump()
            for row in rows
            if row.address.line1 and feeding.may_say(row)
        }
    )
    return Summary({"customers": tally, "payment methods": _feed_methods(rows, holders, source)})


class _Feeding:
    """Some accounts that are brought in step at once: first all is decided, then it is written."""

    def __init__(self, source: str, accounts: dict[str, ShopAccount], addresses: dict[str, str]):
        self.source, self.accounts, self.addresses = source, accounts, addresses
        self.owners = owners_among(addresses.values())
        known = [*(each.customer for each in accounts.values()), *self.owners.proved.values()]
        self.emails = emails_of(known)
        self.met: list[tuple[Customer, AccountRow]] = []
        self.changed: dict[int, Customer] = {}
        self.fresh: list[ShopAccount] = []
        self.moved: list[tuple[ShopAccount, Customer]] = []  # with who held it before
        self.proved: list[ShopAccount] = []

    def take(self, row: AccountRow) -> None:
        address, account = self.addresses[row.external_id], self.accounts.get(row.external_id)
        if account is None:
            holder = self.owners.of(address) or self._meet(row)
            account = ShopAccount(source=self.source, external_id=row.external_id, customer=holder)
            account.is_proved = bool(address) and row.email_verified
            self.accounts[row.external_id] = account
            self.fresh.append(account)
        elif row.is_aside:
            return
        else:
            self._follow(account, row, address)
        if not address:
            return
        if row.email_verified:
            self.owners.prove(address, account.customer)
        elif not account.is_proved and address not in self.emails.get(account.customer.pk, {}):
            self.owners.claim(address, account.customer)

    def _follow(self, account: ShopAccount, row: AccountRow, address: str) -> None:
        """Give the account to whom its address leads now, unless it is proved to be its holder's."""
        before = account.customer
        if not account.is_proved and address:
            account.customer = self._holder(before, address) or self._meet(row)
            if account.customer is not before:
                self.moved.append((account, before))
            if row.email_verified:
                account.is_proved = True
                self.proved.append(account)
        if account.customer is before and self.may_say(row) and differs(before, row):
            self.changed[before.pk] = before

    def _holder(self, holder: Customer, address: str) -> Customer | None:
        if owner := self.owners.proved.get(address):
            return holder if owner.pk == holder.pk else owner
        own = self.emails.get(holder.pk, {})
        return holder if address in own else self.owners.alone.get(address) or (None if own else holder)

    def _meet(self, row: AccountRow) -> Customer:
        customer = Customer(**{name: getattr(row, name) for name in FACTS})
        self.met.append((customer, row))
        return customer

    def may_say(self, row: AccountRow) -> bool:
        """Whether the account may tell of its customer: not of one who has proved who they are, as it has not."""
        account = self.accounts[row.external_id]
        return account.is_proved or not any(self.emails.get(account.customer.pk, {}).values())

    def write(self) -> Tally:
        Customer.objects.bulk_create([customer for customer, _row in self.met], batch_size=BATCH)
        Customer.objects.bulk_update(self.changed.values(), FACTS, batch_size=BATCH)
        ShopAccount.objects.bulk_create(self.fresh, batch_size=BATCH)
        moved = [account for account, _before in self.moved]
        ShopAccount.objects.bulk_update({*moved, *self.proved}, ["customer", "is_proved"], batch_size=BATCH)
        self.owners.note()
        phones = [  # nobody called it to see whether it is theirs
            Identity(customer=customer, kind=Kind.PHONE, value=phone, source=self._says_phone(row))
            for customer, row in self.met
            if (phone := _normal(Kind.PHONE, row.phone))
        ]
        Identity.objects.bulk_create(phones, batch_size=BATCH)
        for account, before in self.moved:
            _take_along(account, before)
        new, changed = len(self.fresh), len(self.changed) + len(self.moved)
        return Tally(new=new, changed=changed, same=len(self.addresses) - new - changed)

    def _says_phone(self, row: AccountRow) -> str:
        return SHOP if self.accounts[row.external_id].is_proved else SHOP_PHONE


def _take_along(account: ShopAccount, before: Customer) -> None:
    """What `before` had by this account alone goes with it."""
    if not ShopAccount.objects.filter(source=account.source, customer=before).exists():
        for table in (Order, PaymentMethod):
            table.objects.filter(source=account.source, customer=before).update(customer=account.customer)


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
