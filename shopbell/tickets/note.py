"""Noting: a note with its files in one transaction, as `channels/reply.py` does it for replies."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _t

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused

from .attachment import attach_uploads
from .draft import settle_draft
from .macro_use import hold_for_macros, use_macros
from .mention import mention_agents
from .message import Message, add_note, refuse_other_words
from .ticket import Ticket


@transaction.atomic
def write_note(
    ticket: Ticket,
    text: str,
    *,
    by: Agent,
    client_id: uuid.UUID | None = None,
    uploads: Iterable[uuid.UUID] = (),
    draft_version: int | None = None,
    macro_ids: Iterable[int] = (),
) -> Message:
    """Add a note with the files that `by` uploaded; once per `client_id`, and a second try brings files that lack.

    Raises Refused when it is empty or calls somebody (`@name`) who may not read the ticket, DraftConflict when its
    draft was changed after `draft_version`.
    """
    uploads = list(uploads)
    if not text.strip() and not uploads:
        raise Refused(_t("Write something, or attach a file."))
    macro_ids = list(macro_ids)
    hold_for_macros(ticket, macro_ids, by=by)
    note, is_new = add_note(ticket, text, by=by, client_id=client_id)
    if is_new:
        settle_draft(ticket, client_id, text, uploads, version=draft_version)
        use_macros(note, macro_ids, by=by)
        mention_agents(note, by=by)
    refuse_other_words(note, text)
    attach_uploads(note, uploads, uploaded_by=f"agent-{by.pk}")
    return note
