"""Finding the orders that a message names, in any spelling of their number: #W26, w26, “order 26”.

Only numbers of orders that exist count, so the words are cut out generously and looked up in one query.
An order of somebody else is linked too, since a typing error or a present explains it, but every
screen marks it: nobody's order is told to the wrong person because they guessed a number.
"""

import re
from collections.abc import Iterable

from django.db import transaction

from shopbell.customers.customer import Customer
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.ticket import Ticket

from .order import Order, number_key
from .ticket_order import TicketOrder, linked_data

MAX_WORDS = 400
CHUNK = re.compile(r"[#№]?\s?[^\W_]+(?:[-_/.][^\W_]+)*")
PIECE = re.compile(r"[^\W_]+")
SURE_LENGTH = 5  # a shorter bare number is as likely an amount or a year


def candidates(text: str) -> dict[str, bool]:
    """Every word of `text` that might be an order number, as it is compared, and whether it looks like one.

    It does when it is marked (#100), has letters (W26), or is long; else only an own order will count.
    """
    found: dict[str, bool] = {}
    for chunk in CHUNK.finditer(text):
        is_marked = chunk.group()[0] in "#№"
        for word in (chunk.group(), *PIECE.findall(chunk.group())):
            key = number_key(word)
            if any(c.isdigit() for c in key):
                is_sure = is_marked or len(key) >= SURE_LENGTH or not key.isdigit()
                found[key] = found.get(key, False) or is_sure
    return dict(list(found.items())[:MAX_WORDS])


def named_orders(text: str, customer: Customer | None = None) -> list[Order]:
    """The orders that `text` names, in the order in which it names them; `customer` is who writes."""
    keys = candidates(text)
    if not keys:
        return []
    place = {key: number for number, key in enumerate(keys)}
    orders = Order.objects.filter(number_key__in=list(keys))
    named = [
        order
        for order in orders
        if keys[order.number_key] or order.customer_id == (customer.pk if customer else 0)
    ]
    return sorted(named, key=lambda order: (place[order.number_key], order.pk))


def react(event: Event) -> None:
    """When the customer writes: link what the message names. The first message speaks with the subject, too."""
    if event.verb != Verb.RECEIVED or event.message is None:
        return
    orders = named_orders(_text_of(event), event.ticket.customer)
    link_named_orders(event.ticket, orders, cause=event)


def _text_of(event: Event) -> str:
    assert event.message is not None
    subject, text = event.ticket.subject, event.message.text
    if not candidates(subject) or event.ticket.messages.filter(pk__lt=event.message.pk).exists():
        return text
    return f"{subject}\n{text}"


@transaction.atomic
def link_named_orders(ticket: Ticket, orders: Iterable[Order], *, cause: Event) -> None:
    """Link each of `orders` once. What an agent has taken off the ticket stays off."""
    orders = list(orders)
    if not orders:
        return
    ticket.lock()
    passed = set(ticket.order_links.values_list("order_id", flat=True)) | _taken_off(ticket)
    for order in orders:
        if order.pk not in passed:
            TicketOrder.objects.create(ticket=ticket, order=order, is_detected=True)
            record(ticket, Verb.ORDER_LINKED, cause=cause, message=cause.message, **linked_data(order))


def _taken_off(ticket: Ticket) -> set[int]:
    events = ticket.events.filter(verb=Verb.ORDER_UNLINKED).values_list("data__order_id", flat=True)
    return {order_id for order_id in events if order_id}
