"""What is searched of each kind of thing, and with which weight: A weighs most, D least."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind as IdentityKind
from shopbell.shop.order import Order
from shopbell.tickets.attachment import Attachment
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .entry import Kind, shelf_of
from .vector import vector_of

NATIONAL = 9  # digits of a phone number that people type without its country


@dataclass(frozen=True)
class Found:
    """A thing as the index should have it."""

    object_id: int
    ticket_id: int | None
    customer_id: int | None
    at: datetime
    vector: str
    words: set[str]


def tickets(ids: list[int]) -> Iterable[Found]:
    for ticket in Ticket.objects.filter(pk__in=ids).select_related("customer"):
        fields = [(ticket.subject, "A"), (str(ticket.pk), "A"), (ticket.customer.name, "B")]
        vector, words = vector_of(fields, [shelf_of(Kind.TICKET, ticket.pk)])
        yield Found(ticket.pk, ticket.pk, ticket.customer_id, ticket.created_at, vector, words)


def messages(ids: list[int]) -> Iterable[Found]:
    """A reply that was taken back is not there."""
    names: dict[int, str] = {}
    for message_id, name in Attachment.objects.filter(message__in=ids).values_list("message_id", "name"):
        names[message_id] = f"{names.get(message_id, '')} {name}"
    rows = Message.objects.filter(pk__in=ids, unsent_at=None)
    for pk, ticket_id, customer_id, text, at in rows.values_list(
        "pk", "ticket_id", "customer_id", "text", "created_at"
    ):
        fields = [(text, "C"), (names.get(pk, ""), "C")]
        vector, words = vector_of(fields, [shelf_of(Kind.MESSAGE, pk)])
        yield Found(pk, ticket_id, customer_id, at, vector, words)


def customers(ids: list[int]) -> Iterable[Found]:
    """One who was merged away, or is known by a browser only, is not there."""
    for customer in Customer.objects.filter(pk__in=ids, merged_into=None).prefetch_related("identities"):
        known_as = [each for each in customer.identities.all() if each.kind != IdentityKind.VISITOR]
        if not customer.name and not known_as:
            continue
        numbers = [each.value[-NATIONAL:] for each in known_as if each.kind == IdentityKind.PHONE]
        fields = [
            (customer.name, "A"),
            *((value, "B") for value in [*(each.value for each in known_as), *numbers]),
            (f"{customer.city} {customer.background}", "D"),
        ]
        vector, words = vector_of(fields)
        yield Found(customer.pk, None, customer.pk, customer.created_at, vector, words)


def orders(ids: list[int]) -> Iterable[Found]:
    for order in Order.objects.filter(pk__in=ids).select_related("customer").prefetch_related("lines"):
        goods = " ".join(line.name for line in order.lines.all())
        parts = order.address.values() if isinstance(order.address, dict) else ()
        address = " ".join(part for part in parts if isinstance(part, str))
        fields = [
            (order.number, "A"),
            (order.number_key, "A"),
            (order.customer.name, "B"),
            (goods, "C"),
            (address, "D"),
        ]
        vector, words = vector_of(fields)
        yield Found(order.pk, None, order.customer_id, order.placed_at or timezone.now(), vector, words)


SOURCES: dict[int, Callable[[list[int]], Iterable[Found]]] = {
    Kind.TICKET: tickets,
    Kind.MESSAGE: messages,
    Kind.CUSTOMER: customers,
    Kind.ORDER: orders,
}
TABLES = {Kind.TICKET: Ticket, Kind.MESSAGE: Message, Kind.CUSTOMER: Customer, Kind.ORDER: Order}
