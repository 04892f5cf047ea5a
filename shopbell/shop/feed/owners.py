"""To whom the e-mail address of an account in a shop system leads.

In most shops anybody may register, or order, with anybody's address. So an address that the shop has not proved is all
that its account is known by: the account belongs to whoever is known by the address, and leaves them when it has
another one. Whoever owns the address so finds the orders that were made with it; whoever made the account gets into
nothing of theirs (`docs/decisions/0048-an-unproved-account-is-its-address.md`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils import timezone

from shopbell.core.lock import hold_each_until_commit
from shopbell.customers.customer import Customer
from shopbell.customers.identity import SHOP, SHOP_PHONE, WEAK_SOURCES, Identity, Kind

from ..upsert import BATCH


@dataclass
class Owners:
    """Whose each address is, and what of that is new."""

    proved: dict[str, Customer]
    alone: dict[str, Customer]  # who is known by the address and by nothing else
    proofs: dict[str, Customer] = field(default_factory=dict)
    claims: dict[str, Customer] = field(default_factory=dict)

    def of(self, address: str) -> Customer | None:
        return self.proved.get(address) or self.alone.get(address)

    def prove(self, address: str, customer: Customer) -> None:
        """The shop says that it is theirs; whoever has proved it before keeps it."""
        if address not in self.proved:
            self.proved[address] = self.proofs[address] = customer

    def claim(self, address: str, customer: Customer) -> None:
        """The shop knows them by it, and has not seen that it is theirs."""
        if address not in self.proved:
            self.alone[address] = self.claims[address] = customer

    def note(self) -> None:
        """Write what is new. All of the customers are there by now."""
        noted = self.claims | self.proofs
        known = Identity.objects.filter(
            kind=Kind.EMAIL, value__in=noted, customer__in=[each.pk for each in noted.values()]
        )
        there = {(each.customer_id, each.value): each for each in known}
        now, identities = timezone.now(), []
        for address, customer in noted.items():
            identity = there.get((customer.pk, address)) or Identity(
                customer=customer, kind=Kind.EMAIL, value=address
            )
            identity.source = SHOP
            identity.verified_at = now if address in self.proofs else None
            identities.append(identity)
        made = [each for each in identities if each.pk is None]
        changed = [each for each in identities if each.pk is not None]
        Identity.objects.bulk_create(made, batch_size=BATCH)
        Identity.objects.bulk_update(changed, ["source", "verified_at"], batch_size=BATCH)


def owners_of(addresses: Sequence[str]) -> dict[str, Customer]:
    """Who has proved each address."""
    proved = Identity.objects.filter(kind=Kind.EMAIL, value__in=addresses, verified_at__isnull=False)
    return {identity.value: identity.customer for identity in proved.select_related("customer")}


def owners_among(addresses: Iterable[str], *, is_short: bool = True) -> Owners:
    """Who has each address now; nobody else comes to it before this transaction ends.

    Where that may take minutes (`is_short` is false) nobody is kept waiting: whoever proves one meanwhile is first, and
    `note` raises IntegrityError."""
    wanted = sorted({address for address in addresses if address})
    proved = owners_of(wanted)
    free = [address for address in wanted if address not in proved]
    if free and is_short:
        hold_each_until_commit(f"identity {Kind.EMAIL}:{address}" for address in free)
        proved |= owners_of(free)
    return Owners(proved, _alone([address for address in free if address not in proved]))


def _alone(addresses: list[str]) -> dict[str, Customer]:
    """Who is known by each address and nothing else: whoever gets to them gets there by the address."""
    besides = (
        Identity.objects.filter(customer=OuterRef("customer"))
        .exclude(pk=OuterRef("pk"))
        .exclude(source=SHOP_PHONE)
    )
    claims = (
        Identity.objects.filter(
            kind=Kind.EMAIL, value__in=addresses, verified_at=None, customer__in=Customer.objects.standing()
        )
        .exclude(source__in=WEAK_SOURCES)
        .exclude(Exists(besides))
    )
    newest_first = claims.select_related("customer").order_by("-pk")
    return {claim.value: claim.customer for claim in newest_first}  # so the oldest claim counts


def emails_of(customers: Iterable[Customer]) -> dict[int, dict[str, bool]]:
    """The addresses by which each customer is known, and whether they have proved them."""
    found: dict[int, dict[str, bool]] = {}
    theirs = Identity.objects.filter(kind=Kind.EMAIL, customer__in={each.pk for each in customers})
    for each in theirs.exclude(source__in=WEAK_SOURCES, verified_at=None):
        found.setdefault(each.customer_id, {})[each.value] = each.is_verified
    return found
