"""POST /chat/<key>/send: one message into a chat; again with the same `client_id` it is the same message.

Uses are counted before the transaction: a counter's row is shared by all who come from one network, and would be
held by each of them in turn until their message is written.
"""

import uuid
from contextlib import nullcontext

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.rate import count_address, count_use
from shopbell.customers.block import is_customer_blocked
from shopbell.customers.customer import Customer
from shopbell.tickets.attachment import attach_uploads
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.ticket import Ticket

from ...inbox import Inbox
from ..bubble import bubble
from ..protocol import body_of, chat_in, client_id_of, protocol
from ..session import ChatSession
from ..start import checked_text, turned_away

MAX_FILES = 10


@protocol("POST")
def send(request: HttpRequest, inbox: Inbox) -> dict:
    body = body_of(request)
    client_id, uploads = client_id_of(body), _uploads(body)
    session = chat_in(request, inbox, body.get("chat"))
    text = checked_text(body.get("text")) if body.get("text") or not uploads else ""
    count_use(f"send {session.visitor_id}", limit=inbox.setting("messages_a_minute"), seconds=60)
    count_address("send", request, limit=600, seconds=60)
    if is_customer_blocked(session.customer_id):
        raise turned_away()
    message = _write(session, text, client_id, uploads)
    return {"message": bubble(message, files=None if uploads else ())}


def _write(session: ChatSession, text: str, client_id: uuid.UUID, uploads: list[uuid.UUID]) -> Message:
    """The message with its files, all or nothing; without files `receive_message` is a transaction by itself."""
    with transaction.atomic() if uploads else nullcontext():
        return _written(session, text, client_id, uploads)


def _written(session: ChatSession, text: str, client_id: uuid.UUID, uploads: list[uuid.UUID]) -> Message:
    # their keys are enough: `receive_message` reads the row when it locks it
    customer = Customer(pk=session.customer_id)
    ticket = Ticket(pk=session.ticket_id, customer=customer)
    message, is_new = receive_message(ticket, text, customer=customer, channel="chat", client_id=client_id)
    if is_new and uploads:
        attach_uploads(message, uploads, uploaded_by=f"visitor-{session.visitor_id}")
    return message


def _uploads(body: dict) -> list[uuid.UUID]:
    given = body.get("uploads") or []
    if not isinstance(given, list) or len(given) > MAX_FILES:
        raise Refused(_("Send up to %(limit)s files at once.") % {"limit": MAX_FILES})
    try:
        return [uuid.UUID(str(each)) for each in given]
    except ValueError:
        raise Refused(_("A file is gone. Attach it again.")) from None
