"""Noting: a note with its files in one transaction, as `channels/reply.py` does it for replies."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _t

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused

from .attachment import attach_uploads
from .message import Message, add_note
from .ticket import Ticket


@transaction.atomic
def write_note(
    ticket: Ticket,
    text: str,
    *,
    by: Agent,
    client_id: uuid.UUID | None = None,
    uploads: Iterable[uuid.UUID | str] = (),
) -> Message:
    """Add a note with the files that `by` uploaded; once per `client_id`, and a second try brings files that lack.

    Raises Refused when it is empty.
    """
    uploads = list(uploads)
    if not text.strip() and not uploads:
        raise Refused(_t("Write something, or attach a file."))
    note, _ = add_note(ticket, text, by=by, client_id=client_id)
    attach_uploads(note, uploads, uploaded_by=f"agent-{by.pk}")
    return note
