"""The way of a mail out: a delivery made a mail (who, to whom, under which subject and thread) and handed over."""

from contextlib import suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from shopbell.accounts.agent import Agent
from shopbell.channels.delivery import Delivery, mark_handed_over
from shopbell.channels.inbox import Inbox, inbox_of
from shopbell.channels.registry import ways_back
from shopbell.core import blob
from shopbell.tickets.attachment import Attachment
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from . import marker, token, transport
from .email_message import EmailMessage
from .outgoing import OutgoingFile, OutgoingMail
from .recipient import desk_address
from .side import SIDE, earlier_ids
from .suppression import refuse_suppressed
from .wording import acknowledgement_text, moment, numbered_subject, paragraphs, quoted

REFERENCES_KEPT = 20
FILES_BYTES = (
    18 * 1024 * 1024
)  # what most providers take; larger files stay in the desk and are named in the text


def deliver(delivery: Delivery) -> str:
    """Send `delivery` as a mail; returns its Message-ID or the provider's id. Raises DeliveryError."""
    refuse_suppressed(delivery.recipient)
    return transport.send(compose(delivery), lambda: mark_handed_over(delivery))


@dataclass(frozen=True)
class Content:
    """What a mail says. `quote` is the message whose beginning is quoted below; the files are those of `messages`.

    A program wrote the words of an automatic one; one that is sent unasked has an agent's words, but no agent sent it.
    """

    messages: list[Message]
    text: str = ""
    html: str = ""  # cleaned; the text as the agent formatted it
    quote: Message | None = None
    is_automatic: bool = False
    is_unasked: bool = False
    signature: str = ""
    subject: str = ""  # empty: the ticket's, with its number


def compose(delivery: Delivery) -> OutgoingMail:
    """The mail of a delivery. Composing twice gives the same mail: its Message-ID is made of the delivery."""
    message = delivery.message
    ticket = message.ticket
    inbox = mail_inbox_of(ticket)
    theirs = "" if delivery.purpose == SIDE else ticket.language or ticket.customer.language
    with translation.override(theirs or settings.LANGUAGE_CODE), timezone.override(_zone_of(delivery)):
        content = PURPOSES[delivery.purpose](delivery, inbox)
        text, html, files = _words(delivery, inbox, content)
    agent = message.agent if not content.is_automatic else None
    address = inbox.address if inbox else desk_address()
    reply_token = token.sign(ticket.pk, delivery.pk)
    local, _, domain = address.rpartition("@")
    reply_to = f"{local}+{reply_token}@{domain}"
    return OutgoingMail(
        sender=address,
        envelope_sender="" if content.is_automatic else reply_to,
        sender_name=sender_name(agent, inbox),
        recipient=delivery.recipient,
        recipient_name=ticket.customer.name if ticket.customer.address == delivery.recipient else "",
        reply_to=reply_to,
        subject=content.subject or numbered_subject(ticket),
        text=text,
        html=html,
        headers=_headers(delivery, ticket, content),
        files=files,
    )


def _zone_of(delivery: Delivery) -> ZoneInfo:
    """In which zone the mail tells times: the customer's where it is known, else the agent's who wrote."""
    message = delivery.message
    theirs = "" if delivery.purpose == SIDE else message.ticket.customer.time_zone
    for name in filter(None, (theirs, message.agent.time_zone if message.agent else "")):
        with suppress(ZoneInfoNotFoundError, ValueError, OSError):  # "Europe" is a folder
            return ZoneInfo(name)
    return ZoneInfo("UTC")


def mail_inbox_of(ticket: Ticket) -> Inbox | None:
    """The inbox a ticket's mails leave from: its own if that is an e-mail inbox, else its team's, else the first."""
    own = inbox_of(ticket)
    if own and own.channel == "email" and own.is_active:
        return own
    inboxes = list(Inbox.objects.filter(channel="email", is_active=True).exclude(address="").order_by("pk"))
    return next(
        (inbox for inbox in inboxes if inbox.team_id and inbox.team_id == ticket.team_id),
        inboxes[0] if inboxes else None,
    )


def sender_name(agent: Agent | None, inbox: Inbox | None) -> str:
    """Whom the customer sees: "Ada (Care)", or the inbox alone when a program writes."""
    house = (inbox.setting("sender_name") or inbox.name) if inbox else "Shopbell"
    return f"{agent.first_name} ({house})" if agent else house


def _headers(delivery: Delivery, ticket: Ticket, content: Content) -> dict[str, str]:
    headers = {"Message-ID": f"<{token.message_id(ticket.pk, delivery.pk)}>"}
    earlier = earlier_ids(delivery) if delivery.purpose == SIDE else _earlier_ids(delivery)
    if earlier:
        headers["In-Reply-To"] = f"<{earlier[-1]}>"
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
    received = (
        EmailMessage.objects.filter(message__ticket_id=ticket_id, message_id__lte=message_id)
        .exclude(message__kind=Kind.SIDE)
        .exclude(external_id="")
    )
    sent = Delivery.objects.filter(
        message__ticket_id=ticket_id, channel="email", message_id__lt=message_id, recipient=delivery.recipient
    ).exclude(external_id="")
    rows = [
        (pk, 0, each)
        for pk, each in received.order_by("-pk").values_list("pk", "external_id")[:REFERENCES_KEPT]
    ]
    rows += [
        (pk, 1, each)
        for pk, each in sent.order_by("-message_id").values_list("message_id", "external_id")[
            :REFERENCES_KEPT
        ]
    ]
    ids = [each for _, _, each in sorted(rows) if " " not in each and each.isascii()]
    answered = ids[-1:]
    if delivery.message.in_reply_to_id:
        answered = (
            list(received.filter(pk=delivery.message.in_reply_to_id).values_list("external_id", flat=True))
            or answered
        )
    return [*(each for each in ids if each not in answered), *answered][-REFERENCES_KEPT:]


def _words(delivery: Delivery, inbox: Inbox | None, content: Content) -> tuple[str, str, list[OutgoingFile]]:
    ticket = delivery.message.ticket
    files, too_large = _files(content.messages)
    context = {
        "marker": marker.sign(ticket.pk, delivery.pk),
        "ticket": ticket,
        "title": content.subject or ticket.subject,
        "house": sender_name(None, inbox),
        "text": content.text,
        "html": Markup(content.html),  # noqa: S704 (cleaned when it was stored)
        "entries": content.messages if not content.text else [],
        "paragraphs": paragraphs,
        "date": moment,
        "signature": content.signature,
        "quote": quoted(content.quote) if content.quote else None,
        "too_large": too_large,
        "site": settings.SITE_URL,
    }
    return (
        render_to_string("email/mail.txt", context).strip() + "\n",
        render_to_string("email/mail.html", context),
        files,
    )


def _files(messages: list[Message]) -> tuple[list[OutgoingFile], list[str]]:
    """Agents' files that fit into a mail, and the names of those that do not."""
    kept, too_large, left = [], [], FILES_BYTES
    for file in Attachment.objects.filter(
        message__in=[each for each in messages if not each.is_from_customer]
    ):
        if file.size_bytes > left:
            too_large.append(file.name)
            continue
        left -= file.size_bytes
        name = file.content_id if file.is_inline and file.is_picture else ""
        kept.append(OutgoingFile(file.name, file.content_type, blob.get(file.blob), name))
    return kept, too_large


# --- purposes: what each kind of delivery says ---------------------------------------------------------


def _reply(delivery: Delivery, inbox: Inbox | None) -> Content:
    message = delivery.message
    before = message.in_reply_to or (
        message.ticket.messages.filter(kind=Kind.REPLY, pk__lt=message.pk, unsent_at=None)
        .order_by("-pk")
        .first()
    )
    return Content(
        [message],
        message.text,
        message.html,
        before,
        is_automatic=message.agent_id is None,
        signature=_signature(message, inbox),
    )


def _acknowledgement(delivery: Delivery, inbox: Inbox | None) -> Content:
    text = "\n\n".join([acknowledgement_text(delivery.message.ticket, inbox), *_way_back(delivery)])
    return Content([], text, is_automatic=True)


def _continue(delivery: Delivery, inbox: Inbox | None) -> Content:
    """The replies of a chat that the shopper has not seen, all in one mail."""
    event = Event.objects.filter(message=delivery.message, verb=Verb.CONTINUED).order_by("pk").last()
    ids = event.data.get("message_ids", []) if event else []
    unseen = list(Message.objects.filter(pk__in=ids or [delivery.message_id], unsent_at=None).order_by("pk"))
    before = (
        delivery.message.ticket.messages.filter(customer__isnull=False, kind=Kind.REPLY, pk__lt=unseen[0].pk)
        if unseen
        else None
    )
    said = [each.text for each in unseen if each.text]
    text = "\n\n".join(said + _way_back(delivery))
    return Content(
        unseen,
        text,
        quote=before.order_by("-pk").first() if before else None,
        is_automatic=delivery.message.agent_id is None,
        is_unasked=True,
        signature=_signature(delivery.message, inbox),
    )


def _way_back(delivery: Delivery) -> list[str]:
    """Where the chat goes on. Whoever opens it there reads this mailbox (`channels/chat/typed_address.py`)."""
    links = ways_back(delivery.message.ticket, delivery.recipient)
    return [_("Answer this mail, or go on in the chat: %(link)s") % {"link": link} for link in links]


def _transcript(delivery: Delivery, inbox: Inbox | None) -> Content:
    """The whole conversation up to the delivery's message, for the shopper to keep."""
    messages = delivery.message.ticket.messages.filter(
        kind=Kind.REPLY, unsent_at=None, pk__lte=delivery.message_id
    )
    return Content(list(messages.select_related("agent", "customer").order_by("pk")), is_automatic=True)


def _signature(message: Message, inbox: Inbox | None) -> str:
    own = message.agent.signature if message.agent else ""
    return "\n".join(part for part in (own.strip(), inbox.signature.strip() if inbox else "") if part)


def _side(delivery: Delivery, inbox: Inbox | None) -> Content:
    """To somebody else than the customer: a subject of its own, and nothing of the ticket but its number."""
    message = delivery.message
    conversation = message.side.conversation
    earlier = conversation.entries.filter(message_id__lt=message.pk).exists()
    subject = f"Re: {conversation.subject}" if earlier else conversation.subject
    return Content([message], message.text, signature=_signature(message, inbox), subject=subject)


PURPOSES = {
    SIDE: _side,
    "reply": _reply,
    "acknowledgement": _acknowledgement,
    "continue": _continue,
    "transcript": _transcript,
}
