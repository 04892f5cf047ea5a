"""The continue link: opens the same chat in another browser, for a week.

The link shows a page that changes nothing; the page's script then joins with the secret of its own
browser, so that a mail scanner that opens the link takes part in nothing. A browser that joins stays its own
customer: whoever made the link and whoever follows it may be two people.

A link that we mailed remembers to whom. Followed in the very browser in which that address was typed, it proves
the address, as long as nobody but the mailbox can know it (`mailed_link.py`); followed in any other it proves
nothing for the one that typed it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Verb, record
from shopbell.tickets.ticket import Ticket

from .mailed_link import came_by_mail, is_known_to_the_mailbox_alone, last_event
from .session import ChatSession
from .typed_address import prove_typed_address
from .visitor import Visitor

SALT = "shopbell.chat.continue"
LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Link:
    """What a continue link says: the chat; of a mailed one the address, and the last event before it was made."""

    session: ChatSession
    mailed_to: str = ""
    since: int = 0


def continue_link(session: ChatSession, *, mailed_to: str = "") -> str:
    """The address that opens `session` elsewhere. `mailed_to` only for a mail that nobody but that address gets."""
    content = {"chat": session.pk} | ({"to": mailed_to, "since": last_event()} if mailed_to else {})
    return settings.SITE_URL + reverse("chat-continue", args=[dumps(content, salt=SALT, compress=True)])


def way_back(ticket: Ticket, recipient: str) -> str:
    """The link for a mail to `recipient`; empty when the ticket is no chat."""
    session = OF_TICKET.first(ticket=ticket.pk)
    return continue_link(session, mailed_to=recipient) if session else ""


OF_TICKET = Prepared(  # every acknowledgement asks
    lambda ticket: ChatSession.objects.filter(ticket=ticket, owner=None).order_by("pk"), ticket=int
)


def link_behind(token: str) -> Link:
    """What `token` opens. Raises Refused when it is forged or too old."""
    try:
        content = loads(token, salt=SALT, max_age=LASTS)
        session = ChatSession.objects.select_related("inbox", "owner", "ticket__customer").get(
            pk=content["chat"]
        )
    except (BadSignature, ChatSession.DoesNotExist):
        raise Refused(_("This link has ended. Ask for a new one in the chat, or answer our mail.")) from None
    is_whole = "since" in content  # earlier links to a mailbox do not say it, and prove nothing
    return Link(session, content["to"] if is_whole else "", content.get("since", 0))


@transaction.atomic
def join_chat(link: Link, visitor: Visitor) -> None:
    """Let a browser that follows `link` into its chat; twice changes nothing."""
    session = link.session
    ChatSession.objects.select_for_update().get(
        pk=session.pk
    )  # of two browsers at once, the second finds it used
    is_proof = bool(link.mailed_to) and is_known_to_the_mailbox_alone(link.mailed_to, since=link.since)
    is_new = not session.visitors.filter(pk=visitor.pk).exists()
    is_guest = visitor.customer_id != session.ticket.customer_id
    if is_new:
        session.visitors.add(visitor)
    if link.mailed_to and is_guest and not came_by_mail(session.ticket, visitor, link.mailed_to):
        by, to = visitor.customer, link.mailed_to
        record(session.ticket, Verb.CONTINUED, by=by, to="chat", recipient=to, by_link=True)
    elif is_new:
        record(session.ticket, Verb.CONTINUED, by=visitor.customer, to="chat")
    if is_proof:
        prove_typed_address(visitor, link.mailed_to)
