"""GET /chat/<key>/messages?chat=…&after=…: everything after a message, and how the chat stands.

Asking for what comes after a message says that the browser has all up to it.
"""

from django.http import HttpRequest
from django.utils import timezone

from shopbell.accounts.availability import Availability

from ...inbox import Inbox
from ..bubble import person, seen_by_agents, shown_messages
from ..protocol import chat_in, protocol, whole
from ..session import ChatSession, acknowledge


@protocol("GET")
def messages(request: HttpRequest, inbox: Inbox) -> dict:
    session = chat_in(request, inbox, request.GET.get("chat"))
    after = whole(request.GET.get("after", "0"))
    if after:
        acknowledge(session, got=after)
    shown, has_more = shown_messages(session, after)
    return {"messages": shown, "has_more": has_more, "chat": state_of(session)}


def state_of(session: ChatSession) -> dict:
    """How a chat stands: who has it and is there, how far both sides have read, and its topic on the socket."""
    ticket = session.ticket
    return {
        "id": session.pk,
        "number": ticket.pk,
        "topic": f"ticket-{ticket.pk}",
        "is_open": ticket.is_unsolved,
        "is_closed": ticket.status == "closed",
        "is_by_mail": ticket.channel == "form",
        "email": ticket.customer.address,
        "agent": person(ticket.assignee) if ticket.assignee else None,
        "is_agent_here": bool(ticket.assignee_id) and _is_here(ticket.assignee_id),
        "seen_by_agent": seen_by_agents(ticket.pk),
        "seen_by_you": session.seen_message_id,
    }


def _is_here(agent_id: int) -> bool:
    return Availability.objects.available(timezone.now()).filter(agent_id=agent_id).exists()
