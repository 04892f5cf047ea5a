"""The continue link: opens the same chat in another browser, for a week.

The link shows a page that changes nothing; the page's script then joins with the secret of its own
browser, so that a mail scanner that opens the link takes part in nothing. It proves no address: whoever
follows a mailed link has the mailbox, but the browser that typed the address may be somebody else's.
"""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.tickets.event import Verb, record
from shopbell.tickets.ticket import Ticket

from .session import ChatSession
from .visitor import Visitor

SALT = "shopbell.chat.continue"
LASTS = timedelta(days=7)


def continue_link(session: ChatSession) -> str:
    """The address that opens `session` elsewhere."""
    token = dumps({"chat": session.pk}, salt=SALT, compress=True)
    return settings.SITE_URL + reverse("chat-continue", args=[token])


def way_back(ticket: Ticket) -> str:
    """The same by the ticket; empty when it is no chat."""
    session = ChatSession.objects.filter(ticket=ticket).first()
    return continue_link(session) if session else ""


def session_behind(token: str) -> ChatSession:
    """The chat that `token` opens. Raises Refused when it is forged or too old."""
    try:
        content = loads(token, salt=SALT, max_age=LASTS)
        return ChatSession.objects.select_related("inbox", "ticket__customer").get(pk=content["chat"])
    except (BadSignature, ChatSession.DoesNotExist):
        raise Refused(_("This link has ended. Ask for a new one in the chat, or answer our mail.")) from None


@transaction.atomic
def join_chat(session: ChatSession, visitor: Visitor) -> None:
    """Let another browser of the shopper into `session`; twice changes nothing."""
    customer = session.ticket.customer
    if not session.visitors.filter(pk=visitor.pk).exists():
        session.visitors.add(visitor)
        record(session.ticket, Verb.CONTINUED, by=customer, to="chat")
    if not visitor.customer.tickets.exists():  # nothing of its own yet: this browser is theirs too
        visitor.customer = customer
        visitor.save(update_fields=["customer"])
