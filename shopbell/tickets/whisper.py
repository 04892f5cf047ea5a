"""Whispering: a note of a lead to the colleague who answers, while they answer. The customer never sees it.

It is a note like any other, so whatever leaves the desk leaves it out; the row beside it says to whom it was whispered.
The colleague has it on the screen at once, and as an unread mention until then.
"""

import uuid

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused

from .event import Verb, record
from .mention import Mention
from .message import Message, add_note, refuse_other_words
from .sitting_in import colleague_in
from .ticket import Ticket

MAX_CHARACTERS = 2_000


class Whisper(models.Model):
    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="whisper")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")


@transaction.atomic
def whisper(ticket: Ticket, text: str, *, by: Agent, client_id: uuid.UUID | None = None) -> Message:
    """Write `text` to whoever answers `ticket`; once per `client_id`.

    Raises Refused without words, with too many, and when no colleague answers it.
    """
    text = text.strip()
    if not text:
        raise Refused(_("Write what you want to whisper."))
    if len(text) > MAX_CHARACTERS:
        raise Refused(_("That is too long for a whisper. Write a note instead."))
    ticket.lock()
    colleague = colleague_in(ticket, by)
    note, is_new = add_note(ticket, text, by=by, client_id=client_id)
    if is_new:
        Whisper.objects.create(message=note, agent=colleague)
        Mention.objects.create(message=note, agent=colleague)
        record(ticket, Verb.WHISPERED, by=by, message=note, to=str(colleague), to_ids=[colleague.pk])
    refuse_other_words(note, text)
    return note
