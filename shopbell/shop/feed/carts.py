"""Feeding carts: what is put aside, for as long as it may still be bought."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.lock import hold_until_commit
from shopbell.customers.customer import Customer

from ..cart import Cart, CartLine
from ..product import Variant
from ..upsert import BATCH, Summary, upsert
from .accounts import holders_of
from .owners import owners_of
from .people import LOCK, SOURCE, RowRefused, address_of, refuse_twice
from .rows import CartLineRow, CartRow, OwnCartRow

CART = ["customer_id", "currency", "updated_at"]
KEPT = timedelta(days=30)  # an older one is nothing that somebody is about to buy


@transaction.atomic
def feed_carts(rows: Sequence[CartRow], *, source: str) -> Summary:
    """Bring carts of a shop system in step. One whose products are not here, or whose account is not, is no more."""
    hold_until_commit(LOCK)
    holders = holders_of({row.account for row in rows}, source)
    return _feed(rows, [holders.get(row.account) for row in rows], source)


@transaction.atomic
def feed_own_carts(rows: Sequence[OwnCartRow]) -> Summary:
    """The same of one's own shop. Raises Refused for a customer or a variant that is not here; nothing was changed."""
    hold_until_commit(LOCK)
    refuse_twice([row.external_id for row in rows])
    keys = [address_of(row.customer_email, number) for number, row in enumerate(rows)]
    owners, variants = owners_of(keys), _variants(rows, SOURCE)
    for number, (row, key) in enumerate(zip(rows, keys, strict=True)):
        if key not in owners:
            words = _("There is no customer %(key)s. Feed customers first.")
            raise RowRefused(number, words % {"key": key})
        for line in row.lines:
            if line.variant not in variants:
                words = _("There is no variant %(key)s. Feed products first.")
                raise RowRefused(number, words % {"key": line.variant})
    return _feed(rows, [owners[key] for key in keys], SOURCE)


def _feed(rows: Sequence[CartRow | OwnCartRow], holders: Sequence[Customer | None], source: str) -> Summary:
    """A cart that is empty, older than `KEPT`, or nobody's is no more."""
    variants, oldest = _variants(rows, source), timezone.now() - KEPT
    lines = {row.external_id: [each for each in row.lines if each.variant in variants] for row in rows}
    carts = [
        Cart(
            source=source, external_id=row.external_id, customer=holder, currency=row.currency,
            updated_at=row.updated_at,
        )
        for row, holder in zip(rows, holders, strict=True)
        if lines[row.external_id] and row.updated_at >= oldest and holder and not holder.erased_at
    ]  # fmt: skip
    known = Cart.objects.filter(source=source, external_id__in=[row.external_id for row in rows])
    tally = upsert(carts, among=known, key=["external_id"], columns=CART, prune=True)
    _put_in(carts, lines, variants)
    return Summary({"carts": tally})


def end_carts(keys: Collection[str], *, source: str) -> None:
    """They were bought, or emptied."""
    if keys:
        Cart.objects.filter(source=source, external_id__in=keys).delete()


def forget_carts(now: datetime) -> int:
    """Drop those of shop systems that nobody has touched for long: not every shop says that one is no more."""
    old = Cart.objects.exclude(source=SOURCE).filter(updated_at__lt=now - KEPT)
    return old.delete()[1].get(Cart._meta.label, 0)


def _variants(rows: Sequence[CartRow | OwnCartRow], source: str) -> dict[str, int]:
    named = {line.variant for row in rows for line in row.lines}
    found = Variant.objects.filter(product__source=source, external_id__in=named)
    return dict(found.values_list("external_id", "pk"))


def _put_in(carts: Sequence[Cart], lines: dict[str, list[CartLineRow]], variants: dict[str, int]) -> None:
    there: dict[int, list[tuple[int, int, int]]] = {}
    for line in CartLine.objects.filter(cart__in=[cart.pk for cart in carts]).order_by("pk"):
        there.setdefault(line.cart_id, []).append((line.variant_id, line.quantity, line.price_cents))
    told = {
        cart.pk: [
            (variants[each.variant], each.quantity, each.price_cents) for each in lines[cart.external_id]
        ]
        for cart in carts
    }
    changed = [pk for pk, wanted in told.items() if there.get(pk, []) != wanted]
    CartLine.objects.filter(cart__in=changed).delete()
    made = [
        CartLine(cart_id=pk, variant_id=variant, quantity=quantity, price_cents=cents)
        for pk in changed
        for variant, quantity, cents in told[pk]
    ]
    CartLine.objects.bulk_create(made, batch_size=BATCH)
