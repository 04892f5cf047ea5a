"""The continue link: opens the same chat in another browser, for a week.

The link shows a page that changes nothing; the page's script then joins with the secret of its own
browser, so that a mail scanner that opens the link takes part in nothing. A link that was mailed names
its address: whoever joins by it has proved to read that mailbox.
"""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.customers.customer import claim_identity
from shopbell.customers.identity import Kind
from shopbell.tickets.event import Verb, record

from .session import ChatSession
from .visitor import Visitor

SALT = "shopbell.chat.continue"
LASTS = timedelta(days=7)


def continue_link(session: ChatSession, *, mailed_to: str = "") -> str:
    """The address that opens `session` elsewhere; `mailed_to` only when it leaves in a mail to nobody else."""
    token = dumps(
        {"chat": session.pk, **({"email": mailed_to} if mailed_to else {})}, salt=SALT, compress=True
    )
    return settings.SITE_URL + reverse("chat-continue", args=[token])


def session_behind(token: str) -> tuple[ChatSession, str]:
    """The chat that `token` opens and the address it was mailed to. Raises Refused when it is forged or too old."""
    try:
        content = loads(token, salt=SALT, max_age=LASTS)
        return ChatSession.objects.select_related("inbox", "ticket__customer").get(
            pk=content["chat"]
        ), content.get("email", "")
    except (BadSignature, ChatSession.DoesNotExist):
        raise Refused(_("This link has ended. Ask for a new one in the chat, or answer our mail.")) from None


@transaction.atomic
def join_chat(session: ChatSession, visitor: Visitor, *, mailed_to: str = "") -> None:
    """Let another browser of the shopper into `session`; twice changes nothing."""
    customer = session.ticket.customer
    if not session.visitors.filter(pk=visitor.pk).exists():
        session.visitors.add(visitor)
        record(session.ticket, Verb.CONTINUED, by=customer, to="chat")
    if not visitor.customer.tickets.exists():  # nothing of its own yet: this browser is theirs too
        visitor.customer = customer
        visitor.save(update_fields=["customer"])
    if mailed_to:
        claim_identity(customer, Kind.EMAIL, mailed_to, source="email", verified_at=timezone.now())
