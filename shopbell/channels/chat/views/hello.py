"""GET /chat/<key>/hello?zone=…: who is there and when, what is asked before a chat, and this browser's chats."""

from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils import timezone, translation

from shopbell.customers.identity import Kind as IdentityKind
from shopbell.tickets.message import Message
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.reason_names import name_for_shoppers

from ...assistants import assistants_at
from ...email.sending.readable import readable
from ...expectation import usual_reply, wait_now
from ...inbox import Inbox
from ...known_trouble import troubles
from ...opening import opening_of
from ...own_ways import own_ways
from ..bubble import person
from ..greeting import greeting_of
from ..manned import FACES, available_agents
from ..protocol import protocol, token_of
from ..session import ChatSession
from ..start import QUESTIONS
from ..typed_address import typed_address
from ..visitor import Visitor, visitor_of

CHATS = 10


@protocol("GET", is_open=True)
def hello(request: HttpRequest, inbox: Inbox) -> dict:
    agents = available_agents(inbox.team_id)
    visitor = visitor_of(token_of(request))
    language = translation.get_language() or ""
    return {
        "name": inbox.name,
        "greeting": greeting_of(inbox),
        "opening": opening_of(inbox, request.GET.get("zone", ""), is_manned=bool(agents)),
        "troubles": [
            {"sentence": each.sentence, "next": each.next, "address": each.address}
            for each in troubles(language, request.GET.get("zone", ""))
        ],
        "ways": [{"label": each.label, "address": each.address} for each in own_ways(language)],
        "is_manned": bool(agents),
        "wait": wait_now(inbox) if agents else "",
        "usual": usual_reply(inbox),
        "agents": [person(agent) for agent in agents[:FACES]],
        "assistants": assistants_at(inbox),
        "asks": {question: inbox.setting(f"ask_{question}") for question in QUESTIONS},
        "reasons": [
            {"id": each.pk, "name": name_for_shoppers(each.name), "stage": each.get_stage_display()}
            for each in reasons()
        ],
        "known": told_by(visitor) if visitor else None,
        "chats": past_chats(token_of(request), inbox) if visitor else [],
    }


def told_by(visitor: Visitor) -> dict[str, str] | None:
    """What this browser told about its shopper; nothing once an agent has found out who they are."""
    proven = visitor.customer.identities.exclude(kind=IdentityKind.VISITOR).filter(verified_at__isnull=False)
    if proven.exists():
        return None
    return {"name": visitor.customer.name, "email": typed_address(visitor)}


def reasons() -> list[ContactReason]:
    """What a shopper may choose from: the reasons below each stage, without their details."""
    return sorted(
        ContactReason.objects.filter(parent=None, is_active=True),
        key=lambda reason: (["after", "before", "during"].index(reason.stage), reason.position, reason.pk),
    )


def past_chats(token: str, inbox: Inbox) -> list[dict]:
    """The last chats of the browser with `token`, newest first."""
    is_ripe = Q(held_until=None) | Q(held_until__lte=timezone.now())
    replies = readable(Message.objects.filter(is_ripe, ticket=OuterRef("ticket")))
    chats = (
        ChatSession.objects.readable_with(token)
        .filter(inbox=inbox)
        .select_related("ticket__assignee")
        .annotate(
            last=Subquery(replies.order_by("-pk").values("text")[:1]),
            last_answer=Subquery(replies.filter(customer=None).order_by("-pk").values("pk")[:1]),
        )
    )
    return [_line(chat) for chat in chats.order_by("-ticket__last_message_at")[:CHATS]]


def _line(chat) -> dict:
    ticket = chat.ticket
    return {
        "id": chat.pk,
        "number": ticket.pk,
        "is_open": ticket.is_unsolved,
        "preview": " ".join((chat.last or "").split())[:120],
        "at": ticket.last_message_at.isoformat(),
        "agent": person(ticket.assignee) if ticket.assignee else None,
        "is_unread": (chat.last_answer or 0) > chat.seen_message_id,
    }
