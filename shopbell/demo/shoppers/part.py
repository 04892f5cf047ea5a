"""A part: who a made-up shopper is, on which channel they come, and what they will say, in order."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from shopbell.core.setting import read_int
from shopbell.customers.models import Customer
from shopbell.shop.models import Order
from shopbell.shop.panel import whole
from shopbell.tickets.models import ContactReason

from ..letters import as_mail
from ..orders import Book
from ..stories import Story, pick_script, windows_of
from ..words import fill_words, words_of

CHATS_OF_TEN = 6


@dataclass(frozen=True)
class Doors:
    """Where shoppers come in, and where the desk's mail to them lies while it is kept in a folder."""

    site: str
    smtp_host: str
    smtp_port: int
    outbox: Path


@dataclass(frozen=True)
class Part:
    name: str
    email: str
    channel: str
    subject: str
    says: tuple[str, ...]
    reason_id: int | None = None


def cast_parts(chance: random.Random) -> Iterator[Part]:
    """Shoppers without end, drawn from the demo shop's customers and their orders."""
    buyers = Customer.objects.standing().filter(orders__source="built_in").distinct()
    ids = list(buyers.order_by("pk").values_list("pk", flat=True))
    while True:
        customer = Customer.objects.prefetch_related("identities").get(pk=chance.choice(ids))
        yield make_part(customer, chance, timezone.now())


def make_part(customer: Customer, chance: random.Random, now: datetime) -> Part:
    """What this customer might say now of one of their orders."""
    order = chance.choice(list(whole(Order.objects.filter(customer=customer, source="built_in"))[:5]))
    book = _book(order)
    moments = [
        window.moment for window in windows_of(order, book.parcel_of.get(0), book.scans_of.get(0, []), now)
    ]
    wanted = "chat" if not read_int("SHOPBELL_SMTP_PORT") or chance.randrange(10) < CHATS_OF_TEN else "email"
    script = pick_script(moments[-1], customer, chance, wanted)
    variant = chance.choice(book.lines_of[0]).variant
    story = Story(script, customer, now, order, 0, variant)
    words = words_of(story, book, "dear team", chance)
    way = chance.randrange(6)
    says = [fill_words(turn.ways[way % len(turn.ways)], words) for turn in script.turns if turn.who == "c"]
    if wanted == "email":
        says = [
            as_mail(text, customer, script.language, chance, is_first=n == 0) for n, text in enumerate(says)
        ]
    reason = ContactReason.objects.filter(name=script.reason, parent=None).first()
    return Part(
        name=customer.name,
        email=customer.address,
        channel=wanted,
        subject=fill_words(script.subjects[way % len(script.subjects)], words),
        says=tuple(says),
        reason_id=reason.pk if reason else None,
    )


def _book(order: Order) -> Book:
    """The order book with this one order in it."""
    book = Book(orders=[order], lines_of={0: list(order.lines.all())})
    for parcel in order.shipments.all():
        book.parcel_of[0], book.scans_of[0] = parcel, list(parcel.scans.all())
    return book
