"""What a shopper's browser is told: messages, people and files, as plain dicts for JSON.

Only replies leave here: never a note, never what was taken back, and nothing while it still may be. A
held reply also holds up what comes after it, since browsers ask for "all after number N" and would
never ask for a number that appeared below it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.file_size import filesize
from shopbell.tickets.attachment import Attachment
from shopbell.tickets.message import Message
from shopbell.tickets.rule import RULES

from ..email.sending.readable import readable
from .file_link import file_link

PAGE = 100
# floors above put more on messages, or other words: called with what is shown, returns what changes of each, by id
MORE: list[Callable[[list[Message]], dict[int, dict[str, Any]]]] = []


def shown_messages(ticket_id: int, after: int = 0) -> tuple[list[dict], bool]:
    """The replies after the message `after`, oldest first, and whether there are more to fetch."""
    rows = (
        readable(Message.objects.filter(ticket_id=ticket_id, pk__gt=after))
        .only("client_id", "text", "created_at", "channel", "rule", "held_until", "customer_id", "agent_id")
        .prefetch_related("attachments")
        .order_by("pk")[: PAGE + 1]
    )
    ripe = list(_until_held(rows))
    return bubbles(ripe[:PAGE]), len(ripe) > PAGE


def bubbles(messages: list[Message]) -> list[dict]:
    """All of them, with what the floors above put on them."""
    agents = Agent.objects.in_bulk({message.agent_id for message in messages if message.agent_id})
    shown = [bubble(message, agent=agents.get(message.agent_id)) for message in messages]
    for more in MORE:
        found = more(messages)
        for each in shown:
            each |= found.get(each["id"], {})
    return shown


def _until_held(messages: Iterable[Message]) -> Iterable[Message]:
    now = timezone.now()
    for message in messages:
        if message.held_until and message.held_until > now:
            return
        yield message


def bubble(
    message: Message, *, agent: Agent | None = None, files: Iterable[Attachment] | None = None
) -> dict:
    """One message; `agent` is who wrote it. `client_id` lets the browser that wrote it know its own."""
    is_own = message.is_from_customer
    return {
        "id": message.pk,
        "client_id": str(message.client_id) if is_own else None,
        "from": "you" if is_own else "agent" if agent else "desk",
        "by": None if is_own else person(agent) if agent else _desk(message.rule),
        "text": message.text,
        "at": message.created_at.isoformat(),
        "channel": message.channel,
        "files": [_file(each) for each in (message.attachments.all() if files is None else files)],
    }


def person(agent: Agent) -> dict:
    """What shoppers may know of an agent: first name, line below it, picture."""
    face = reverse("face", args=[agent.photo]) if agent.photo else None
    return {"id": agent.pk, "name": agent.first_name, "title": agent.title, "face": face}


def _desk(rule: str) -> dict:
    """Who speaks where nobody does: of the desk's own programs the shop's support; what a shop named itself is that."""
    return {"name": _("Support") if rule in RULES else rule, "face": None}


def _file(attachment: Attachment) -> dict:
    return {
        "id": str(attachment.pk),
        "name": attachment.name,
        "type": attachment.content_type,
        "size": filesize(attachment.size_bytes),
        "is_picture": attachment.is_picture,
        "url": file_link(attachment),
    }
