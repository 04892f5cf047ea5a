"""The transcript: a chat by e-mail, to the shopper who asks for it. The mail is written by the e-mail channel."""

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.customers.customer import claim_identity
from shopbell.customers.identity import Kind, normal
from shopbell.tickets.message import Kind as MessageKind

from ..automatic_mail import TRANSCRIPT, queue_automatic_mail
from .session import ChatSession
from .visitor import typed_address


@transaction.atomic
def send_transcript(session: ChatSession, address: str = "") -> str:
    """Mail the chat up to its last message; returns the address. Asking again before a new message changes nothing.

    Without `address` it goes to the one that the shopper left. Raises Refused when there is none,
    or when that address has had enough mail for now.
    """
    customer = session.ticket.customer
    address = normal(Kind.EMAIL, address) if address.strip() else typed_address(customer)
    if not address:
        raise Refused(_("To which e-mail address shall we send it?"))
    message = session.ticket.messages.filter(kind=MessageKind.REPLY, unsent_at=None).order_by("-pk").first()
    if message is None:
        raise Refused(_("There is nothing to send yet."))
    claim_identity(customer, Kind.EMAIL, address, source="chat")
    queue_automatic_mail(message, recipient=address, purpose=TRANSCRIPT)
    return address
