"""An agent tells the shopper by when they hear back: the words are a reply of theirs, and the promise comes with it."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from shopbell.accounts.agent import Agent
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.email.sending.sender import mail_inbox_of
from shopbell.channels.registry import is_answered_by_mail
from shopbell.channels.reply import send_reply
from shopbell.tickets.ticket import Ticket

from .promise import Promise, make_promise, promise_of
from .promise_words import promise_sentence, replacing_sentence


@transaction.atomic
def promise_by(ticket: Ticket, due_at: datetime, *, by: Agent, client_id: uuid.UUID | None = None) -> Promise:
    """Write the sentence to the shopper where they wrote last, and keep the promise. Raises Refused as both do.

    They wait on: a date is no answer. What was promised before is replaced, and they read that it is. Once per
    `client_id`: a second click tells them nothing twice.
    """
    ticket.lock()
    if client_id and (known := _made_by(ticket, client_id)):
        return known
    former = promise_of(ticket.pk)
    with override(language_for(ticket, mail_inbox_of(ticket))):
        text = (
            replacing_sentence(former.due_at, due_at, ticket) if former else promise_sentence(due_at, ticket)
        )
        if is_answered_by_mail(ticket.channel):
            text = f"{_('Hello,')}\n\n{text}"
    message = send_reply(ticket, text, by=by, hold_seconds=0, is_answer=False, client_id=client_id)
    return make_promise(ticket, due_at, by=by, message=message)


def _made_by(ticket: Ticket, client_id: uuid.UUID) -> Promise | None:
    """The promise that the same click has made."""
    return Promise.objects.filter(message__ticket=ticket, message__client_id=client_id).first()
