"""GET /chat/<key>/meanwhile?chat=…: what a waiting shopper may read, answer and look at, with the words around it."""

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.channels.chat.protocol import chat_in, protocol, visitor_in
from shopbell.channels.chat.session import ChatSession
from shopbell.channels.chat.typed_address import has_proven
from shopbell.channels.chat.visitor import Visitor
from shopbell.channels.inbox import Inbox
from shopbell.channels.while_waiting import Asker, answers_for
from shopbell.core.rate import count_use
from shopbell.tickets.ticket import Ticket

from ..media import media_for
from ..survey import questions_for


@protocol("GET")
def meanwhile(request: HttpRequest, inbox: Inbox) -> dict:
    session = chat_in(request, inbox, request.GET.get("chat"))
    count_use(f"meanwhile {session.visitor_id}", limit=30, seconds=60)
    ticket = Ticket.objects.select_related("customer", "reason__parent").get(pk=session.ticket_id)
    asker = Asker(ticket, is_proven=_is_proven(visitor_in(request), session, ticket))
    cards = answers_for(asker, get_language() or "en")
    return {
        "title": _("While you wait"),
        "cards": [{"title": each.title, "lines": each.lines, "links": each.links} for each in cards],
        "survey": _survey(ticket, inbox),
        "media": media_for(inbox) if ticket.first_replied_at is None else [],
        "more": _("Learn more"),
    }


def _is_proven(visitor: Visitor, session: ChatSession, ticket: Ticket) -> bool:
    """Whether this browser has proved to be the ticket's customer; a merge may bring others' chats into a ticket."""
    is_own = visitor.customer_id == ticket.customer_id == session.customer_id
    return is_own and has_proven(visitor)


def _survey(ticket: Ticket, inbox: Inbox) -> dict | None:
    questions = questions_for(ticket, inbox)
    if not questions:
        return None
    return {
        "title": _("It helps us to know this beforehand"),
        "hint": _("Answer what you like. Whoever helps you reads it first."),
        "questions": [{"id": each.id, "text": each.text, "choices": each.choices} for each in questions],
        "send": _("Send the answers"),
        "skip": _("Skip"),
    }
