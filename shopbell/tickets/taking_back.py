"""Taking a reply back while it is held: it leaves the thread and is a draft again, before what was written since.

With it goes what its macros did. One that began its ticket takes that along: it is deleted, and the words go back to
where messages are begun.
"""

import uuid
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish

from .addressees import addressees_of
from .attachment import release_uploads
from .deletion import delete_ticket
from .draft import Draft, Words, hold_drafts, write_draft
from .first_message import FirstMessage, stands_alone
from .macro_use import hold_to_take_back, take_back_macros
from .message import Message
from .unsending import unsend_reply


@transaction.atomic
def take_back_reply(message: Message, *, by: Agent) -> Draft | None:
    """Take back `message` with its files and make it a draft of `by`; returns the draft.

    The second time it changes nothing: the draft is what has become of it since. Refused as by `unsend_reply`.
    """
    ticket = message.ticket
    hold_to_take_back(message)
    ticket.lock()
    was_unsent = Message.objects.filter(pk=message.pk, unsent_at__isnull=False).exists()
    message = unsend_reply(message, by=by)
    begins = stands_alone(message)
    place = None if begins else ticket
    hold_drafts(place, by)
    draft = Draft.objects.filter(ticket=place, agent=by, kind=message.kind).first()
    if was_unsent:
        return draft
    macros = take_back_macros(message, by=by)
    files = release_uploads(message, uploaded_by=f"agent-{by.pk}")
    sent = Words(
        message.text,
        message.html,
        message.channel,
        message.in_reply_to_id,
        frozenset(file.pk for file in files),
        tuple(macros),
        addressees=addressees_of(message),
    )
    if begins:
        sent = _begun(message, sent)
        delete_ticket(ticket, reason=_("Taken back before it was sent"), by=by)
    since = draft.says if draft else Words()
    whole = sent.followed_by(since, draft.client_id if draft else uuid.uuid4())
    publish(f"agent-{by.pk}")
    return write_draft(draft or Draft(ticket=place, agent=by, kind=message.kind, version=0), whole)


def _begun(message: Message, sent: Words) -> Words:
    """`sent` with what its ticket was to be, and to whom it went."""
    beginning, addressees = FirstMessage.objects.get(message=message).was_to_be
    return replace(sent, beginning=beginning, addressees=addressees)
