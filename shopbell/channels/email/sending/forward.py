"""Forwarding: what stands in a ticket, sent on to somebody else, with files or without.

A forward begins a side conversation: it is a message of that kind, which the customer never sees, and what the other
one answers comes back into it. Its words are the agent's to change before it goes.
"""

import uuid
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.core.moment import exact
from shopbell.tickets.attachment import Attachment, keep_attachment, refuse_infected
from shopbell.tickets.event import Verb
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from ..apart import refuse_apart
from ..as_it_came import may_be_shown
from ..email_message import EmailMessage
from ..joining.token import without_tokens
from ..side import SideConversation, start_side_conversation
from ..side_recipients import checked_roles
from .outbound import FILES_BYTES
from .wording import ANSWER_MARKS

MOST_MESSAGES = 200
ORIGINAL = "original"  # among the chosen files: the mail as it came


def forwardable(ticket: Ticket, message_id: int | None = None) -> list[Message]:
    """The messages that can be sent on: all that were said to or by customers, or the one asked for, oldest first."""
    said = ticket.messages.filter(kind=Kind.REPLY, unsent_at=None)
    if message_id is not None:
        said = said.filter(pk=message_id)
    newest = said.select_related("agent", "customer").prefetch_related("attachments").order_by("-pk")
    return list(newest[:MOST_MESSAGES])[::-1]


def forwarded_subject(ticket: Ticket) -> str:
    return f"Fwd: {ANSWER_MARKS.sub('', ticket.subject).strip()}"[:300]


def forwarded_words(messages: list[Message]) -> str:
    """The messages as mail programs write what they forward: who, when, about what, and the words."""
    mails = EmailMessage.objects.in_bulk([message.pk for message in messages])
    return "\n\n".join(_forwarded(message, mails.get(message.pk)) for message in messages)


def _forwarded(message: Message, mail: EmailMessage | None) -> str:
    who = message.agent.first_name if message.agent else message.rule or str(message.customer or "")
    lines = {
        _("From"): f"{who} <{mail.from_address}>" if mail and mail.from_address else who,
        _("Date"): exact(message.created_at),
        _("Subject"): mail.subject if mail else "",
        _("To"): without_tokens(", ".join(mail.to)) if mail else "",
    }
    head = "\n".join(f"{name}: {said}" for name, said in lines.items() if said)
    return f"---------- {_('Forwarded message')} ----------\n{head}\n\n{message.text.strip()}"


def forward(
    ticket: Ticket, messages: list[Message], *, to: str, subject: str, text: str, files: Iterable[str], by: Agent,
    cc: str = "", bcc: str = "", client_id: uuid.UUID | None = None,
) -> tuple[SideConversation, Message]:  # fmt: skip
    """Send `text` on to others, with those `files` of `messages` (by id, or ORIGINAL for the mail as it came).

    In the caller's transaction; once per `client_id`. Raises Refused as a side conversation does, and when there is
    nothing to forward or more than fits into a mail.
    """
    if not messages:
        raise Refused(_("There is nothing here that can be forwarded."))
    refuse_apart(ticket, checked_roles(ticket, to=to, cc=cc, bcc=bcc))
    side, message = start_side_conversation(
        ticket, to=to, cc=cc, bcc=bcc, subject=subject, text=text, by=by, client_id=client_id, verb=Verb.FORWARDED,
        message_ids=[each.pk for each in messages],
    )  # fmt: skip
    if not message.attachments.exists():
        _attach(message, messages, set(files))
        _refuse_too_large(message)
    return side, message


def _refuse_too_large(message: Message) -> None:
    """Who gets the mail would be told what was left out of it, and the agent never."""
    if sum(message.attachments.values_list("size_bytes", flat=True)) > FILES_BYTES:
        limit = FILES_BYTES // 1024 // 1024
        raise Refused(
            _("These files together are larger than a mail takes: %(limit)s MB. Choose fewer.")
            % {"limit": limit}
        )


def originals_of(messages: list[Message]) -> Iterator[EmailMessage]:
    """The mails of `messages` that may go along as they came, oldest first; each is read when it is asked for."""
    mails = EmailMessage.objects.select_related("message", "raw").filter(message__in=messages)
    return (mail for mail in mails.order_by("pk") if may_be_shown(mail))


def _attach(message: Message, messages: list[Message], chosen: set[str]) -> None:
    files = Attachment.objects.filter(message__in=messages).order_by("message_id", "created_at", "id")
    taken = [file for file in files if str(file.pk) in chosen]
    refuse_infected(files if ORIGINAL in chosen else taken)
    for file in taken:
        Attachment.objects.create(
            message=message, name=file.name, content_type=file.content_type, size_bytes=file.size_bytes,
            blob=file.blob,
        )  # fmt: skip
    if ORIGINAL in chosen:
        for mail in originals_of(messages):
            name = f"{mail.subject.strip() or _('Mail')}.eml"
            keep_attachment([mail.raw.raw], name=name, content_type="message/rfc822", message=message)
