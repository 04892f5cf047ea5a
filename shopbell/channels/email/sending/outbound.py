"""The way of a mail out: a delivery made a mail (who, to whom, under which subject and thread) and handed over."""

from contextlib import suppress
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from shopbell.channels.delivery import Delivery, Role, mark_handed_over
from shopbell.channels.inbox import Inbox
from shopbell.core import blob
from shopbell.core.moment import exact
from shopbell.core.prepared import Prepared
from shopbell.tickets.attachment import Attachment
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..joining import marker, token
from ..joining.thread_id import thread_id
from ..recipient import desk_address
from ..side import earlier_ids
from . import transport
from .checked_file import require_clean
from .content import PURPOSES, Content
from .copies import Named, copies_of, name_of, named_in
from .dress import dressed, linked, start_side
from .language import language_for
from .opening import pixel_address
from .outgoing import OutgoingFile, OutgoingMail
from .redirect import REDIRECT, resend
from .sender import answer_address, house_of, mail_inbox_of, return_address, sender_name
from .signature import logo_file, logo_size
from .suppression import refuse_suppressed
from .wording import is_named, numbered_subject, paragraphs, quoted

REFERENCES_KEPT = 20
FILES_BYTES = (
    18 * 1024 * 1024
)  # what most providers take; larger files stay in the desk and are named in the text


def deliver(delivery: Delivery) -> str:
    """Send `delivery` as a mail; returns its Message-ID or the provider's id. Raises DeliveryError."""
    refuse_suppressed(delivery.recipient)
    mail = resend(delivery) if delivery.purpose == REDIRECT else compose(delivery)
    return transport.send(mail, lambda: mark_handed_over(delivery), mail_inbox_of(delivery.message.ticket))


def compose(delivery: Delivery) -> OutgoingMail:
    """The mail of a delivery. Composing twice gives the same mail: its Message-ID is made of the delivery."""
    message = delivery.message
    ticket = message.ticket
    inbox = mail_inbox_of(ticket)
    copies = copies_of(delivery)
    language = language_for(None if message.kind == Kind.SIDE else ticket, inbox)
    is_in_head = transport.names_addressees(inbox)
    with translation.override(language), timezone.override(_zone_of(delivery)):
        content = PURPOSES[delivery.purpose](delivery, inbox)
        has_others = len(copies) > 1 or delivery.role == Role.BCC
        named = named_in(copies, ticket, is_in_head=is_in_head) if has_others else Named()
        text, html, files = _words(delivery, inbox, content, named)
    agent = message.agent if not content.is_automatic else None
    return OutgoingMail(
        sender=inbox.address if inbox else desk_address(),
        envelope_sender="" if content.is_automatic else return_address(inbox, ticket.pk, delivery.pk),
        sender_name=sender_name(agent, inbox),
        recipient=delivery.recipient,
        recipient_name=name_of(delivery, ticket),
        reply_to=answer_address(inbox, ticket.pk, delivery.pk),
        subject=content.subject or numbered_subject(ticket),
        text=text,
        html=html,
        headers=_headers(delivery, ticket, content, is_copied=len(copies) > 1),
        files=files,
        to=named.to if is_in_head else [],
        cc=named.cc if is_in_head else [],
    )


def _zone_of(delivery: Delivery) -> ZoneInfo:
    """In which zone the mail tells times: the customer's where it is known, else the agent's who wrote."""
    message = delivery.message
    theirs = "" if message.kind == Kind.SIDE else message.ticket.customer.time_zone
    for name in filter(None, (theirs, message.agent.time_zone if message.agent else "")):
        with suppress(ZoneInfoNotFoundError, ValueError, OSError):  # "Europe" is a folder
            return ZoneInfo(name)
    return ZoneInfo("UTC")


def _headers(delivery: Delivery, ticket: Ticket, content: Content, *, is_copied: bool) -> dict[str, str]:
    """Copies of one letter refer to an id that proves nothing: who got one shall not hold the token of another's."""
    headers = {"Message-ID": f"<{token.message_id(ticket.pk, delivery.pk)}>"}
    earlier = earlier_ids(delivery) if delivery.message.kind == Kind.SIDE else _earlier_ids(delivery)
    if earlier:
        headers["In-Reply-To"] = f"<{earlier[-1]}>"
    if is_copied:
        earlier = [*earlier[:-1], thread_id(delivery.message_id), *earlier[-1:]]
    if earlier:
        headers["References"] = " ".join(f"<{each}>" for each in earlier)
    if content.is_automatic:
        headers["Auto-Submitted"] = "auto-replied"
        headers["X-Auto-Response-Suppress"] = "All"
    elif content.is_unasked:  # no machine shall answer it, but its mail server may say that it did not arrive
        headers["Auto-Submitted"] = "auto-generated"
        headers["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    headers["X-Shopbell-Ticket"] = str(ticket.pk)
    return headers


def _earlier_ids(delivery: Delivery) -> list[str]:
    """Message-IDs of the thread so far, oldest first, the mail that is answered last."""
    ticket_id, message_id = delivery.message.ticket_id, delivery.message_id
    received = RECEIVED(ticket=ticket_id, message=message_id)
    sent = SENT(ticket=ticket_id, message=message_id, recipient=delivery.recipient)
    rows = [(each.pk, 0, each.external_id) for each in received]
    rows += [(each.message_id, 1, each.external_id) for each in sent]
    ids = [each for _, _, each in sorted(rows) if " " not in each and each.isascii()]
    answered = ids[-1:]
    if delivery.message.in_reply_to_id:
        named = _received(ticket_id, message_id).filter(pk=delivery.message.in_reply_to_id)
        answered = list(named.values_list("external_id", flat=True)) or answered
    return [*(each for each in ids if each not in answered), *answered][-REFERENCES_KEPT:]


def _received(ticket: int, message: int) -> QuerySet[EmailMessage]:
    """Mails of `ticket` up to `message` that an answer may name; one of ours that came back has somebody's token."""
    mails = EmailMessage.objects.filter(message__ticket_id=ticket, message_id__lte=message)
    nameless = Q(external_id="") | Q(external_id__startswith=token.OWN)
    return mails.exclude(message__kind=Kind.SIDE).exclude(nameless)


RECEIVED = Prepared(
    lambda ticket, message: _received(ticket, message).only("external_id").order_by("-pk")[:REFERENCES_KEPT],
    ticket=int,
    message=int,
)
SENT = Prepared(
    lambda ticket, message, recipient: (
        Delivery.objects.filter(
            message__ticket_id=ticket, channel="email", message_id__lt=message, recipient=recipient
        )
        .exclude(external_id="")
        .only("message_id", "external_id")
        .order_by("-message_id")[:REFERENCES_KEPT]
    ),
    ticket=int,
    message=int,
    recipient=str,
)


def _words(
    delivery: Delivery, inbox: Inbox | None, content: Content, named: Named
) -> tuple[str, str, list[OutgoingFile]]:
    ticket = delivery.message.ticket
    files, too_large = _files(content.messages)
    logo = logo_file(content.signature)
    context = {
        "marker": marker.sign(ticket.pk, delivery.pk),
        "ticket": ticket,
        "title": content.subject or ticket.subject,
        "house": house_of(inbox),
        "is_named": is_named(house_of(inbox), content.signature.text),
        "text": content.text,
        "html": dressed(content.html),
        "entries": content.entries,
        "files": len(files),
        "linked": linked,
        "start": start_side(),
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "pixel": pixel_address(delivery, inbox),
        "paragraphs": paragraphs,
        "date": exact,
        "signature": content.signature,
        "logo_size": logo_size(logo) if logo else None,
        "quote": quoted(content.quote) if content.quote else None,
        "too_large": too_large,
        "addressees": named.words,
        "site": settings.SITE_URL,
    }
    return (
        render_to_string("email/mail.txt", context).strip() + "\n",
        render_to_string("email/mail.html", context),
        [*files, logo] if logo else files,
    )


def _files(messages: list[Message]) -> tuple[list[OutgoingFile], list[str]]:
    """Agents' files that fit into a mail, and the names of those that do not."""
    kept, too_large, left = [], [], FILES_BYTES
    for file in Attachment.objects.filter(
        message__in=[each for each in messages if not each.is_from_customer]
    ):
        require_clean(file)
        if file.size_bytes > left:
            too_large.append(file.name)
            continue
        left -= file.size_bytes
        name = file.content_id if file.is_inline and file.is_picture else ""
        kept.append(OutgoingFile(file.name, file.content_type, blob.get(file.blob), name))
    return kept, too_large
