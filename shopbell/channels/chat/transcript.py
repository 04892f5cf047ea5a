"""The transcript: a chat by e-mail, to the shopper who asks for it. The mail is written by the e-mail channel."""

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.customers.identity import Kind, normal
from shopbell.tickets.message import Kind as MessageKind

from ..automatic_mail import TRANSCRIPT, queue_automatic_mail
from .session import ChatSession
from .typed_address import address_typed_in, note_typed_address
from .visitor import Visitor


@transaction.atomic
def send_transcript(session: ChatSession, visitor: Visitor, address: str = "") -> str:
    """Mail the chat up to its last message; returns the address. Asking again before a new message changes nothing.

    `visitor` is the browser that asks. Without `address` it goes to the one that was typed before. Raises Refused
    when there is none, or when that address has had enough mail for now.
    """
    address = normal(Kind.EMAIL, address) if address.strip() else address_typed_in(session)
    if not address:
        raise Refused(_("To which e-mail address shall we send it?"))
    message = session.ticket.messages.filter(kind=MessageKind.REPLY, unsent_at=None).order_by("-pk").first()
    if message is None:
        raise Refused(_("There is nothing to send yet."))
    if address != address_typed_in(session):
        note_typed_address(visitor, address)
    queue_automatic_mail(message, recipient=address, purpose=TRANSCRIPT)
    return address
