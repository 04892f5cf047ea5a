"""Who writes when about what: pairs moments in the life of an order with the dialogue that fits them."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from shopbell.customers.models import Customer
from shopbell.shop.carriers.pace import STUCK_AFTER
from shopbell.shop.models import Order, Scan, Shipment, Variant
from shopbell.shop.order import OrderStatus

from .arrivals import a_moment
from .orders import Book, placed_at
from .script import Script, scripts

DAYS = 90
FRESH = 3  # mails that have just come in, whatever the hour: a queue to begin with
RETURNS = {OrderStatus.RETURN_REQUESTED, OrderStatus.RETURNED, OrderStatus.REFUNDED}
EXCHANGES = {OrderStatus.EXCHANGE_REQUESTED, OrderStatus.EXCHANGED}
WEIGHTS = {  # how often shoppers write in this moment of their order
    "pending": 0.10, "cancelled": 0.5, "under_way": 0.22, "stuck": 1.6, "delivered": 0.30, "returning": 1.1,
    "exchanging": 1.1, "refunded": 0.9,
}  # fmt: skip


@dataclass
class Story:
    """One ticket to come: the dialogue, who has it, when it begins, and the order it is about."""

    script: Script
    customer: Customer
    at: datetime
    order: Order | None = None
    place: int = -1  # of the order in the book
    variant: Variant | None = None
    channel: str = ""  # when it must be this one


@dataclass(frozen=True)
class Window:
    moment: str
    start: datetime
    end: datetime


def windows_of(order: Order, parcel: Shipment | None, scans: list[Scan], now: datetime) -> list[Window]:
    """The stretches of an order's life in which its customer might write, up to `now`."""
    placed, day = placed_at(order), timedelta(days=1)
    if order.status == OrderStatus.CANCELLED:
        return [
            Window("pending", placed + day / 100, placed + day / 4),
            Window("cancelled", placed + day, placed + 6 * day),
        ]
    found = [Window("pending", placed + timedelta(minutes=3), placed + timedelta(hours=8))]
    if parcel is None or not scans:
        return found
    end = parcel.delivered_at or min(now, scans[-1].at + STUCK_AFTER)
    found.append(Window("under_way", scans[0].at, end))
    if not parcel.delivered_at:
        found.append(Window("stuck", scans[-1].at + STUCK_AFTER, now))
        return found
    since = parcel.delivered_at
    found.append(Window("delivered", since + day / 24, since + 12 * day))
    if order.status in RETURNS:
        found.append(Window("returning", since + day / 2, since + 8 * day))
    if order.status in EXCHANGES:
        found.append(Window("exchanging", since + day / 2, since + 8 * day))
    if order.status == OrderStatus.REFUNDED:
        found.append(Window("refunded", since + 12 * day, since + 18 * day))
    return found


def tell(book: Book, customers: list[Customer], strangers: list[Customer], variants: list[Variant], count: int,
         chance: random.Random, now: datetime) -> list[Story]:  # fmt: skip
    """About `count` stories of the last `DAYS` days, three of five about an order, oldest first."""
    start = now - timedelta(days=DAYS)
    stories = _about_orders(book, round(count * 0.6), start, chance, now)
    stories += [
        Story(pick_script("none", who, chance, "chat"), who, who.created_at, variant=chance.choice(variants))
        for who in strangers
    ]
    stories += [_fresh(chance.choice(customers), variants, chance, now) for _ in range(FRESH)]
    carts = {cart.customer for cart in book.carts}
    while len(stories) < count:
        customer = chance.choice(customers)
        at = a_moment(max(start, customer.created_at), now, chance)
        script = pick_script("cart" if customer in carts else "none", customer, chance)
        stories.append(Story(script, customer, at, variant=chance.choice(variants)))
    return sorted(stories, key=lambda story: story.at)


def _fresh(customer: Customer, variants: list[Variant], chance: random.Random, now: datetime) -> Story:
    """A mail of the last two minutes: nobody can have answered it yet."""
    at = now - timedelta(seconds=chance.randint(20, 110))
    script = pick_script("none", customer, chance, "email")
    return Story(script, customer, at, variant=chance.choice(variants), channel="email")


def _about_orders(
    book: Book, count: int, start: datetime, chance: random.Random, now: datetime
) -> list[Story]:
    choices = [
        (place, order, window)
        for place, order in enumerate(book.orders)
        for window in windows_of(order, book.parcel_of.get(place), book.scans_of.get(place, []), now)
        if window.end > max(window.start, start) and window.start < now
    ]
    weights = [WEIGHTS[window.moment] for _, _, window in choices]
    stories = []
    for place, order, window in chance.choices(choices, weights, k=count):
        at = a_moment(max(window.start, start), min(window.end, now), chance)
        variant = chance.choice(book.lines_of[place]).variant
        stories.append(
            Story(
                pick_script(window.moment, order.customer, chance), order.customer, at, order, place, variant
            )
        )
    return stories


def pick_script(moment: str, customer: Customer, chance: random.Random, channel: str = "") -> Script:
    """A dialogue for the moment, in the customer's language when there is one."""
    fits = [
        script
        for script in scripts()
        if moment in script.moments and (not channel or channel in script.channels)
    ]
    own = [script for script in fits if script.language == customer.language]
    if own and customer.language != "en" and chance.random() < 0.8:
        return chance.choice(own)
    return chance.choice([script for script in fits if script.language == "en"])
