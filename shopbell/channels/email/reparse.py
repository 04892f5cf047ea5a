"""Reparsing: the archive read again by the parser of today, and what that would change in its messages.

Nothing changes unless it is applied, and then only what the mail itself says: whose ticket it is stays as it was, since
people have acted on that. A file that is not found any more stays too.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from shopbell.core import blob
from shopbell.core.bus import publish
from shopbell.core.virus_check import have_checked
from shopbell.tickets.attachment import Attachment
from shopbell.tickets.message import Kind, Message, preview_of
from shopbell.tickets.ticket import Ticket, one_line

from .email_message import EmailMessage
from .joining.kept import file_fields, header_fields, said
from .joining.passed_on import as_it_stands
from .parse import Inbound

BATCH = 100
FILE_FIELDS = ("name", "content_type", "content_id", "is_inline")


@dataclass(frozen=True)
class Change:
    """One thing that would be another: a field of the message or of its headers, or a file by its name."""

    name: str
    before: Any
    after: Any


@dataclass
class Reading:
    """One mail, read again. `error` says why that was not possible."""

    message_id: int
    ticket_id: int
    changes: list[Change] = field(default_factory=list)
    error: str = ""


def read_again(*, after: int = 0, is_applied: bool = False) -> Iterator[Reading]:
    """Read each mail of the archive again, by the number of its message, beginning behind `after`.

    With `is_applied` each is brought up to date before it is given out, so that breaking off loses nothing.
    """
    while mails := _batch(after):
        for mail in mails:
            yield _read(mail, is_applied=is_applied)
        after = mails[-1].pk


def _batch(after: int) -> list[EmailMessage]:
    # a note says what the desk found about its mail, not what the mail says
    mails = EmailMessage.objects.filter(pk__gt=after).exclude(message__kind=Kind.NOTE).order_by("pk")
    return list(
        mails.select_related("message__ticket", "raw__inbox").prefetch_related("message__attachments")[:BATCH]
    )


def _read(mail: EmailMessage, *, is_applied: bool) -> Reading:
    reading = Reading(mail.pk, mail.message.ticket_id)
    try:
        inbound = as_it_stands(mail)
    except OSError as error:
        reading.error = f"its bytes cannot be read: {error}"[:300]
        return reading
    reading.changes = [
        *_of_words(mail, inbound),
        *_of_headers(mail, inbound),
        *_of_files(mail.message, inbound),
    ]
    if is_applied and reading.changes:
        _apply(mail, inbound)
    return reading


def _of_words(mail: EmailMessage, inbound: Inbound) -> list[Change]:
    words = said(inbound)
    return [
        Change(name, getattr(mail.message, name), words[name])
        for name in words
        if getattr(mail.message, name) != words[name]
    ]


def _of_headers(mail: EmailMessage, inbound: Inbound) -> list[Change]:
    fields = header_fields(mail.raw, inbound)
    return [
        Change(name, getattr(mail, name), value)
        for name, value in fields.items()
        if getattr(mail, name) != value
    ]


def _of_files(message: Message, inbound: Inbound) -> list[Change]:
    pairs, gone = _paired(message, inbound)
    changes = [
        Change(f"file {fields['name']}", _picture(known), {**fields, "size_bytes": len(content)})
        for known, fields, content in pairs
        if known is None or any(getattr(known, name) != fields[name] for name in FILE_FIELDS)
    ]
    return [
        *changes,
        *(Change(f"file {each.name}", _picture(each), "not found in it any more; it stays") for each in gone),
    ]


def _picture(known: Attachment | None) -> dict | None:
    return (
        {**{name: getattr(known, name) for name in FILE_FIELDS}, "size_bytes": known.size_bytes}
        if known
        else None
    )


def _paired(
    message: Message, inbound: Inbound
) -> tuple[list[tuple[Attachment | None, dict, bytes]], list[Attachment]]:
    """Each file of the mail with the attachment of the same bytes, if there is one; and the attachments left over."""
    left = list(message.attachments.all())
    pairs: list[tuple[Attachment | None, dict, bytes]] = []
    for file in inbound.files:
        fields, key = file_fields(file), hashlib.sha256(file.content).hexdigest()
        same = [each for each in left if each.blob == key]
        known = next((each for each in same if each.name == fields["name"]), same[0] if same else None)
        if known:
            left.remove(known)
        pairs.append((known, fields, file.content))
    return pairs, left


@transaction.atomic
def _apply(mail: EmailMessage, inbound: Inbound) -> None:
    """Bring message, headers and files up to date, under the ticket's lock."""
    ticket = Ticket.objects.select_for_update().get(pk=mail.message.ticket_id)
    message = Message.objects.select_for_update().get(pk=mail.pk)
    old_preview, old_subject = preview_of(message), one_line(mail.subject)[:1000]
    words = said(inbound)
    for name, value in words.items():
        setattr(message, name, value)
    message.save(update_fields=list(words))
    headers = header_fields(mail.raw, inbound)
    EmailMessage.objects.filter(pk=mail.pk).update(**headers)
    bring_files(message, inbound)
    follow(ticket, {
        "preview": (old_preview, preview_of(message)),
        "subject": (old_subject, one_line(headers["subject"])[:1000]),
    })  # fmt: skip
    publish(message.topic, "queue")


def bring_files(message: Message, inbound: Inbound) -> list[Attachment]:
    """Give `message` the files of `inbound`, as they are named there; returns those that are not found in it."""
    pairs, gone = _paired(message, inbound)
    for known, fields, content in pairs:
        if known is None:
            key = blob.put(content)
            have_checked([key])
            Attachment.objects.create(
                message=message, blob=key, size_bytes=len(content), created_at=message.created_at, **fields
            )
        elif any(getattr(known, name) != fields[name] for name in FILE_FIELDS):
            Attachment.objects.filter(pk=known.pk).update(**{name: fields[name] for name in FILE_FIELDS})
    return gone


def follow(ticket: Ticket, columns: dict[str, tuple[Any, Any]]) -> list[str]:
    """What the ticket took from a mail, and nobody has changed since, follows it; returns which columns did."""
    followed = [name for name, (old, new) in columns.items() if old != new and getattr(ticket, name) == old]
    for name in followed:
        setattr(ticket, name, columns[name][1])
    if followed:
        ticket.save(update_fields=followed)
    return followed
