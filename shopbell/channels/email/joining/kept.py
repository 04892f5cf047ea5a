"""What is kept of a mail: its words, its headers and its files, as a message has them."""

import uuid

from shopbell.channels.registry import without_keys
from shopbell.core import blob
from shopbell.core.file_type import BEGIN, type_of
from shopbell.core.storable import storable, storable_name
from shopbell.core.virus_check import have_checked
from shopbell.tickets.attachment import Attachment, clean_name
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import one_line

from ..answering.token import without_answer_tokens
from ..email_message import EmailMessage
from ..mime.body import File
from ..mime.invitation import LONGEST_KEPT
from ..parse import Inbound
from ..raw_mail import Door, RawMail
from ..sending.opening import without_pixels
from .echo import is_our_id
from .mailing_list import is_own_group
from .marker import without_markers
from .token import without_tokens

NAMESPACE = uuid.UUID("5e7bb0de-1a67-4c2b-9a53-6d0a3c1f0a11")


def client_id_of(raw: RawMail) -> uuid.UUID:
    """The same for the same mail: a second time it is no second message."""
    return uuid.uuid5(NAMESPACE, raw.fingerprint)


def said(inbound: Inbound) -> dict[str, str]:
    """What it says. What our own mails let their readers do is taken out of its quotes: others may read them too."""
    words = {name: getattr(inbound, name) for name in ("text", "html", "quoted_text", "quoted_html")}
    words = {
        name: without_answer_tokens(without_pixels(without_markers(without_tokens(without_keys(each)))))
        for name, each in words.items()
    }
    return {
        name: each.replace("\0", "") if "html" in name else storable(each) for name, each in words.items()
    }


def keep_files(message: Message, inbound: Inbound) -> None:
    """All files of a mail, whatever their size: the limit of uploads is for people who can be told."""
    if not inbound.files:
        return
    keys = blob.put_many([file.content for file in inbound.files])
    have_checked(keys)
    Attachment.objects.bulk_create(
        Attachment(message=message, blob=key, size_bytes=len(file.content), **file_fields(file))
        for file, key in zip(inbound.files, keys, strict=True)
    )


def file_fields(file: File) -> dict:
    """A file of a mail as its attachment keeps it, without its bytes."""
    return {
        "name": clean_name(file.name),
        "content_type": type_of(file.content[:BEGIN], storable_name(file.content_type, 200)),
        "content_id": storable_name(one_line(file.content_id), 300),
        "is_inline": file.is_inline,
    }


def keep_headers(message: Message, raw: RawMail, inbound: Inbound) -> EmailMessage:
    return EmailMessage.objects.create(
        message=message, raw=raw, fingerprint=raw.fingerprint, **header_fields(raw, inbound)
    )


def header_fields(raw: RawMail, inbound: Inbound) -> dict:
    """The headers of a mail as its row keeps them."""
    sender = inbound.sender
    return {
        "external_id": storable_name(inbound.message_id, 500),
        "from_name": storable_name(sender.name if sender else inbound.sender_text, 300),
        "from_address": storable_name(sender.address, 320) if sender else "",
        "reply_to": reply_to_of(inbound),
        "to": [storable_name(each.address, 320) for each in inbound.to],
        "cc": [storable_name(each.address, 320) for each in inbound.cc],
        "subject": storable_name(inbound.subject, 1000),
        "references": [storable_name(each, 500) for each in inbound.answers],
        "is_automatic": is_automatic(raw, inbound),
        "sent_at": inbound.date,
        "protection": inbound.protection,
        "calendars": [storable_name(each, LONGEST_KEPT) for each in inbound.calendars],
        "defects": [storable_name(each, 300) for each in inbound.defects[:20]],
    }


def reply_to_of(inbound: Inbound) -> str:
    """Where it asks to be answered, when that is not where it came from."""
    asked = inbound.reply_to[0].address if inbound.reply_to else ""
    return storable_name(asked, 320) if inbound.sender and asked != inbound.sender.address else ""


def is_automatic(raw: RawMail, inbound: Inbound) -> bool:
    """Whether a program wrote it: it says so, it came without a sender to answer (RFC 5321 §4.5.5), or the desk did.

    What came through a list was sent on by one; not so the people whose mail a group of the shop's own sends on to us.
    """
    answered_at = reply_to_of(inbound) or (inbound.sender.address if inbound.sender else "")
    return (
        inbound.auto_submitted
        or inbound.is_bounce
        or (inbound.is_bulk and not is_own_group(raw.raw, raw.inbox, answered_at))
        or (raw.door in {Door.SMTP, Door.LMTP} and not raw.sender)
        or is_our_id(inbound.message_id)
    )
