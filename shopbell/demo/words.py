"""The words in braces of the dialogues, filled in from the order at hand."""

import random
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_skeleton

from .orders import Book
from .parcels import CARRIERS, carrier_for
from .shop import DOMAIN
from .stories import Story


def words_of(story: Story, book: Book, agent: str, chance: random.Random) -> dict[str, Any]:
    """Everything a dialogue may name; what an order would tell is left plausible when there is none."""
    customer, variant = story.customer, story.variant
    assert variant is not None
    lines = book.lines_of.get(story.place, [])
    parcel, scans = book.parcel_of.get(story.place), book.scans_of.get(story.place, [])
    carrier = parcel.carrier if parcel else carrier_for(customer.country)
    seen = [scan for scan in scans if scan.at <= story.at]
    order = story.order
    others = [line.name for line in lines if line.variant != variant]
    return {
        "first": first_name(customer.name) or "there",
        "name": customer.name or "a customer",
        "number": order.number if order else "",
        "product": variant.product.name,
        "other": others[0]
        if others
        else chance.choice(["Mug “Otter”", "Tray “Morning”", "Soap “Gorse”, set of 3"]),
        "option": str(variant),
        "price": euros(variant.price_cents),
        "total": euros(order.total_cents) if order else euros(variant.price_cents),
        "lines": max(2, len(lines)),
        "stock": variant.stock or chance.randint(2, 9),
        "carrier": carrier,
        "tracking": parcel.tracking_number if parcel else "",
        "depot": seen[-1].place if seen else CARRIERS[carrier][0][0],
        "handed": seen[-1].text if seen else "Put into the parcel box",
        "expected": day(
            (parcel and parcel.expected_on) or story.at + timedelta(days=5), story.script.language
        ),
        "placed": day((order and order.placed_at) or story.at - timedelta(days=5), story.script.language),
        "warehouse": parcel.warehouse if parcel else "Ghent",
        "city": customer.city or "my town",
        "email": customer.address or "your address",
        "agent": agent,
        "domain": DOMAIN,
    }


def fill_words(text: str, words: dict[str, Any]) -> str:
    return text.format_map(words)


def day(moment: date | datetime, language: str) -> str:
    """A day as people write it in this language: 19 November, 19. November, 19 de noviembre."""
    return format_skeleton("MMMMd", moment, locale="en_GB" if language == "en" else language)


def euros(cents: int) -> str:
    return f"€ {cents / 100:,.2f}"


def first_name(name: str) -> str:
    """How one addresses somebody: the first word, or the whole name where it is written in one."""
    return name.split()[0] if name else ""
