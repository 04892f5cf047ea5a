"""An agent tells the shopper by when they hear back: the words are a reply of theirs, and the promise comes with it."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from shopbell.accounts.agent import Agent
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.email.sending.sender import mail_inbox_of
from shopbell.channels.reply import send_reply
from shopbell.tickets.ticket import Ticket

from .promise import Promise, make_promise
from .promise_words import promise_sentence


@transaction.atomic
def promise_by(ticket: Ticket, due_at: datetime, *, by: Agent, client_id: uuid.UUID | None = None) -> Promise:
    """Write the sentence to the shopper where they wrote last, and keep the promise. Raises Refused as both do.

    They wait on: a date is no answer. Once per `client_id`: a second click tells them nothing twice.
    """
    ticket.lock()
    with override(language_for(ticket, mail_inbox_of(ticket))):
        text = promise_sentence(due_at, ticket)
    message = send_reply(ticket, text, by=by, hold_seconds=0, is_answer=False, client_id=client_id)
    if known := Promise.objects.filter(message=message).first():
        return known
    return make_promise(ticket, due_at, by=by, message=message)
