"""What the desk suggests that a ticket is about: a contact reason, an order, products; each with why.

Nothing of it is kept: it is told from what surrounds the ticket whenever somebody looks, and becomes true only when an
agent takes it. Words and clues of a reason are settings; there is nothing that is learned and cannot be looked at.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _t

from shopbell.core.folding import words
from shopbell.tickets.reason import ContactReason

from ..order import Order, OrderStatus
from ..product import PLAIN_NAME, Product
from .clue import STRONG, UNDER_WAY, Clue, clues_of, is_recent
from .surroundings import Surroundings
from .ticket_product import taken_off

T = TypeVar("T")
ENOUGH = 2  # a word of the customer, or a strong clue; a weak one only decides between reasons
MOST_PRODUCTS = 3
LONGEST_NAME = 6  # words of a product's name that are looked up in the catalogue
SETTLED = {OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.RETURNED, OrderStatus.EXCHANGED}


@dataclass(frozen=True)
class Suggestion(Generic[T]):
    row: T
    why: str


def suggest_reason(around: Surroundings) -> Suggestion[ContactReason] | None:
    """The offered reason that most speaks for; of two alike, the first of the list."""
    clues = clues_of(around)
    best: tuple[int, Suggestion[ContactReason]] | None = None
    for reason in ContactReason.objects.filter(is_active=True).select_related("parent"):
        said = [phrase for phrase in dict.fromkeys([*reason.words, reason.name]) if around.says(phrase)]
        seen = [clue for clue in clues if clue in reason.clues]
        score = sum(1 + len(words(phrase)) for phrase in said)
        score += sum(ENOUGH if clue in STRONG else 1 for clue in seen)
        is_enough = bool(said) or any(clue in STRONG for clue in seen)
        if is_enough and (best is None or score > best[0]):
            best = score, Suggestion(reason, _why(said, seen))
    return best[1] if best else None


def _why(said: list[str], seen: Iterable[Clue]) -> str:
    quoted = ", ".join(_t("“%(words)s”") % {"words": phrase} for phrase in said[:3])
    reasons = [_t("written: %(words)s") % {"words": quoted}] if quoted else []
    return " · ".join([*reasons, *(str(clue.label) for clue in seen)])


def suggest_order(around: Surroundings) -> Suggestion[Order] | None:
    """The order of the customer that it is likely about, when it is about none yet and one stands out."""
    if around.linked:
        return None
    weighed = [(*_speaks_for(order, around), order) for order in around.orders]
    weighed = sorted((each for each in weighed if each[0]), key=lambda each: -each[0])
    if not weighed or (len(weighed) > 1 and weighed[0][0] == weighed[1][0]):
        return None
    return Suggestion(weighed[0][2], weighed[0][1])


def _speaks_for(order: Order, around: Surroundings) -> tuple[int, str]:
    if order.status in SETTLED:
        return 0, ""
    for line in order.lines.all():
        if names_product(line.name, around):
            return 5, _t("named: %(product)s") % {"product": line.name}
    if around.is_stuck(order):
        return 4, str(Clue.PARCEL_STUCK.label)
    if order.status in UNDER_WAY or order.status == OrderStatus.PENDING:
        return 3, str(order.get_status_display())
    if order.status != OrderStatus.DELIVERED:
        return 2, str(order.get_status_display())
    return (1, _t("delivered lately")) if is_recent(order, around) else (0, "")


def suggest_products(around: Surroundings, linked: Iterable[int]) -> list[Suggestion[Product]]:
    """Products named, in view, in the cart, or alone in the order; those linked, or taken off once, not again."""
    passed, found = {*linked, *taken_off(around.ticket)}, []
    for product, why in _likely_products(around):
        if product.pk not in passed:
            passed.add(product.pk)
            found.append(Suggestion(product, why))
    return found[:MOST_PRODUCTS]


def _likely_products(around: Surroundings) -> Iterable[tuple[Product, str]]:
    named = _t("named in the message")
    for order in [*around.linked, *around.orders]:
        yield from ((product, named) for name, product in _sold(order) if names_product(name, around))
    if around.shown:
        yield around.shown, _t("on the page in view")
    yield from ((product, named) for product in _in_catalogue(around))
    for order in around.linked:
        if len(sold := _sold(order)) == 1:
            yield sold[0][1], _t("all of order %(order)s") % {"order": order}
    yield from ((line.variant.product, _t("in the cart")) for line in around.cart)


def _sold(order: Order) -> list[tuple[str, Product]]:
    """What the lines call it, and the product, where the shop still has it."""
    return [(line.name, line.variant.product) for line in order.lines.all() if line.variant]


def names_product(name: str, around: Surroundings) -> bool:
    """Whether the customer names it: all of its longer words, in whatever order."""
    longer = [word for word in words(name) if len(word) > 3]
    return bool(longer) and all(f" {word}" in around.spoken.folded for word in longer)


def _in_catalogue(around: Surroundings) -> Iterable[Product]:
    """Products whose whole name stands in the text. Runs of words are looked up, so that no catalogue is too long."""
    if not around.is_known:
        return []
    spoken = plain_name(around.text).split()[:150]
    runs = {
        " ".join(spoken[at : at + length])
        for at in range(len(spoken))
        for length in range(1, LONGEST_NAME + 1)
        if at + length <= len(spoken)
    }
    names = [run for run in runs if len(run) > 3]
    named = Product.objects.alias(plain_name=PLAIN_NAME).filter(plain_name__in=names)
    return named.order_by("pk")[:MOST_PRODUCTS] if names else []


def plain_name(text: str) -> str:
    """`text` as `PLAIN_NAME` writes names."""
    return re.sub(r"[\W_]+", " ", text.lower()).strip()
