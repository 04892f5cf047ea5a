"""The few columns of a ticket that its list shows, set again from its messages when some of them went or came back."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from .event import Event, Verb
from .message import Kind, Message, preview_of
from .ticket import Ticket


def answers_among(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Without what leaves the customer waiting: that an answer will come, or what a rule says meanwhile."""
    no_answer = Event.objects.filter(message=OuterRef("pk"), verb=Verb.REPLIED, data__no_answer=True)
    return messages.exclude(Exists(no_answer))


def restore_ticket_columns(ticket: Ticket) -> None:
    """Set the list's columns from the messages that count, as if the last ones had never been written."""
    replies = ticket.messages.filter(kind=Kind.REPLY, unsent_at=None).order_by("pk")
    by_itself = Event.objects.filter(message=OuterRef("pk"), verb=Verb.RECEIVED, data__automatic=True)
    said = replies.exclude(Exists(by_itself))
    last, answers = said.last() or replies.last(), answers_among(replies.filter(customer=None))
    last_answer, first_answer = answers.last(), answers.filter(agent__isnull=False).first()
    waiting = said.filter(customer__isnull=False, pk__gt=last_answer.pk if last_answer else 0).first()
    ticket.preview = preview_of(last) if last else ""
    ticket.last_message_at = _came_at(last) if last else ticket.created_at
    ticket.waiting_since = _came_at(waiting) if waiting and ticket.is_unsolved else None
    ticket.first_replied_at = first_answer.created_at if first_answer else None
    ticket.save()


def _came_at(message: Message) -> datetime:
    """When the desk got it; what a colleague passed on was written long before, and nobody kept its writer waiting."""
    received = message.events.filter(verb=Verb.RECEIVED).order_by("pk").first()
    return max(message.created_at, received.created_at) if received else message.created_at
