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
from shopbell.tickets.message import Message
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
    for chunk in CHUNK.findall(text):
        if chunk.strip().isalpha():  # nearly every word, and no letter is a digit however it is compared
            continue
        is_marked = chunk[0] in "#№"
        for word in dict.fromkeys((chunk, *PIECE.findall(chunk))):
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
    if event.message is None:
        return
    if orders := named_orders(_text_of(event.message), event.message.ticket.customer):
        link_named_orders(event.message.ticket, orders, cause=event)


def _text_of(message: Message) -> str:
    # by the message's ticket, not the event's: they differ when it was merged or split since
    subject, ticket = message.ticket.subject, message.ticket
    if not candidates(subject) or ticket.messages.filter(pk__lt=message.pk).exists():
        return message.text
    return f"{subject}\n{message.text}"


@transaction.atomic
def link_named_orders(ticket: Ticket, orders: Iterable[Order], *, cause: Event) -> None:
    """Link each of `orders` once. What an agent has taken off the ticket stays off."""
    ticket.lock()
    passed = set(ticket.order_links.values_list("order_id", flat=True)) | _taken_off(ticket)
    for order in orders:
        if order.pk not in passed:
            TicketOrder.objects.create(ticket=ticket, order=order, is_detected=True)
            record(ticket, Verb.ORDER_LINKED, cause=cause, message=cause.message, **linked_data(order))


def _taken_off(ticket: Ticket) -> set[int]:
    events = ticket.events.filter(verb=Verb.ORDER_UNLINKED).values_list("data__order_id", flat=True)
    return {order_id for order_id in events if order_id}


def link_split_orders(old: Ticket, new: Ticket, message_ids: list[int]) -> None:
    """Messages of `old` went on in `new`: so do the orders that they name, as far as `old` had them."""
    texts = new.messages.filter(pk__in=message_ids, customer__isnull=False).values_list("text", flat=True)
    named = {order.pk for text in texts for order in named_orders(text, new.customer)}
    for link in old.order_links.filter(order_id__in=named).select_related("order"):
        TicketOrder.objects.create(ticket=new, order=link.order, is_detected=True)
        record(new, Verb.ORDER_LINKED, **linked_data(link.order))
