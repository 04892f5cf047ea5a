"""Tickets for other programs: each with customer, messages, files and timeline, as plain values."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet

from shopbell.customers.customer import Customer
from shopbell.customers.models import Identity

from .complexity_factor import Level
from .event import Event, Verb
from .message import Message
from .ticket import Priority, Ticket

PER_READ = 200
# of floors above: what they keep of the tickets with these numbers, by number
MORE: list[Callable[[list[int]], dict[int, dict[str, Any]]]] = []
ABOUT_AGENTS = [Verb.SAT_IN, Verb.WHISPERED, Verb.TAKEN_OVER, Verb.LOOKED_UNSEEN]


def exported_tickets() -> Iterator[dict[str, Any]]:
    """Every ticket in order of number, all as they are at one moment, in little memory however many there are."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
        last = 0
        while tickets := list(_tickets().filter(pk__gt=last).order_by("pk")[:PER_READ]):
            yield from _told(tickets)
            last = tickets[-1].pk


def exported_tickets_of(customer: Customer, agent) -> list[dict[str, Any]]:
    """The tickets of one customer that `agent` may see, for whoever asks what is kept of them: without what is about
    the agents alone.

    What a lead whispered to a colleague and who looked in unseen are no data of the customer.
    """
    tickets = _tickets(Message.objects.filter(whisper=None), Event.objects.exclude(verb__in=ABOUT_AGENTS))
    seen = tickets.filter(customer=customer, pk__in=Ticket.objects.visible_to(agent).values("pk"))
    return list(_told(list(seen.order_by("pk"))))


def _told(tickets: list[Ticket]) -> Iterator[dict[str, Any]]:
    numbers = [ticket.pk for ticket in tickets]
    more = [keep(numbers) for keep in MORE]
    for ticket in tickets:
        told = _ticket(ticket)
        for kept in more:
            told |= kept.get(ticket.pk, {})
        yield told


def _tickets(messages: QuerySet[Message] | None = None, events: QuerySet[Event] | None = None):
    """Every ticket that is not deleted with these of its messages and events; with all, unless they are named."""
    messages = Message.objects.all() if messages is None else messages
    events = Event.objects.all() if events is None else events
    messages = messages.select_related("agent", "customer").prefetch_related("attachments")
    events = events.select_related("agent", "customer")
    return (
        Ticket.objects.undeleted()
        .select_related("customer", "team", "assignee", "reason__parent", "chosen_stage", "complexity")
        .prefetch_related(
            "tags",
            Prefetch("messages", messages.order_by("pk")),
            Prefetch("events", events.order_by("pk")),
            Prefetch("customer__identities", Identity.objects.order_by("pk")),
        )
    )


def _ticket(ticket: Ticket) -> dict[str, Any]:
    chosen = getattr(ticket, "chosen_stage", None)
    level = getattr(ticket, "complexity", None)
    return {
        "number": ticket.pk,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": Priority(ticket.priority).name.lower(),
        "channel": ticket.channel,
        "language": ticket.language,
        "team": ticket.team.name if ticket.team else None,
        "assignee": ticket.assignee.email if ticket.assignee else None,
        "reason": ticket.reason.path if ticket.reason else None,
        "stage": chosen.stage if chosen else ticket.reason.stage if ticket.reason else None,
        "complexity": Level(level.level if level else Level.SIMPLE).code,
        "tags": [tag.name for tag in ticket.tags.all()],
        "created_at": ticket.created_at,
        "first_replied_at": ticket.first_replied_at,
        "solved_at": ticket.solved_at,
        "customer": _customer(ticket.customer),
        "messages": [_message(message) for message in ticket.messages.all()],
        "events": [_event(event) for event in ticket.events.all()],
    }


def _customer(customer) -> dict[str, Any]:
    known_as = [
        {"kind": each.kind, "value": each.value, "verified_at": each.verified_at}
        for each in customer.identities.all()
        if each.kind != "visitor"  # the secret of a browser is nobody's business
    ]
    return {"number": customer.pk, "name": customer.name, "language": customer.language, "known_as": known_as}


def _message(message: Message) -> dict[str, Any]:
    return {
        "number": message.pk,
        "kind": message.kind,
        "channel": message.channel,
        "by": _actor(message.agent, message.customer, message.rule),
        "at": message.created_at,
        "unsent_at": message.unsent_at,
        "text": message.text,
        "html": message.html,
        "quoted_text": message.quoted_text,
        "files": [
            {"name": file.name, "type": file.content_type, "size_bytes": file.size_bytes, "sha256": file.blob}
            for file in message.attachments.all()
        ],
    }


def _event(event: Event) -> dict[str, Any]:
    by = _actor(event.agent, event.customer, event.rule)
    return {"verb": event.verb, "by": by, "at": event.created_at, "data": event.data}


def _actor(agent, customer, rule: str) -> dict[str, Any]:
    if agent:
        return {"agent": agent.email}
    if customer:
        return {"customer": customer.pk}
    return {"rule": rule} if rule else {"desk": True}
