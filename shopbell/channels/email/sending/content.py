"""What a mail says, by the purpose of its delivery: an answer, an acknowledgement, a transcript …"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shopbell.channels.delivery import Delivery
from shopbell.channels.expectation import promised
from shopbell.channels.inbox import Inbox
from shopbell.channels.registry import ways_back
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from ..side import SIDE
from .readable import is_quotable, readable
from .sender import ARCHIVE
from .signature import Signature, signature_of
from .wording import acknowledgement_text


@dataclass(frozen=True)
class Content:
    """What a mail says. `quote` is the message whose beginning is quoted below; the files are those of `messages`.

    A program wrote the words of an automatic one; one that is sent unasked has an agent's words, but no agent sent it.
    """

    messages: list[Message]
    text: str = ""
    entries: tuple[Message, ...] = ()  # a conversation, told below the text
    html: str = ""  # cleaned; the text as the agent formatted it
    quote: Message | None = None
    is_automatic: bool = False
    is_unasked: bool = False
    signature: Signature = field(default_factory=Signature)
    subject: str = ""  # empty: the ticket's, with its number


def _reply(delivery: Delivery, inbox: Inbox | None) -> Content:
    message, answered = delivery.message, delivery.message.in_reply_to
    before = answered or readable(message.ticket.messages.filter(pk__lt=message.pk)).order_by("-pk").first()
    return Content(
        [message],
        message.text,
        html=message.html,
        quote=before if before and is_quotable(before) else None,
        is_automatic=message.agent_id is None,
        signature=signature_of(message, inbox),
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
        readable(delivery.message.ticket.messages.filter(customer__isnull=False, pk__lt=unseen[0].pk))
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
        signature=signature_of(delivery.message, inbox),
    )


def _way_back(delivery: Delivery) -> list[str]:
    """Where the chat goes on. Whoever opens it there reads this mailbox (`channels/chat/typed_address.py`)."""
    links = ways_back(delivery.message.ticket, delivery.recipient)
    return [_("Answer this mail, or go on in the chat: %(link)s") % {"link": link} for link in links]


def _transcript(delivery: Delivery, inbox: Inbox | None) -> Content:
    """The whole conversation up to the delivery's message, for the shopper to keep, or to go on with."""
    messages = readable(delivery.message.ticket.messages.filter(pk__lte=delivery.message_id))
    people_and_files = messages.select_related("agent", "customer").prefetch_related("attachments")
    said = list(people_and_files.order_by("pk"))
    text = "\n\n".join([*_place_kept(delivery.message.ticket), *_way_back(delivery)])
    return Content(said, text, entries=tuple(said), is_automatic=True)


def _place_kept(ticket: Ticket) -> list[str]:
    """What who left the chat's line for their mailbox is told: that they lost nothing by it, and by when they hear."""
    if ticket.channel != "chat" or ticket.first_replied_at or not ticket.is_unsolved:
        return []
    kept = _("You keep your place in line. You need not keep the page open: the answer comes by e-mail, too.")
    until = promised(ticket)
    latest = _("That is the latest: as in the chat, whoever is free before answers before.")
    return [kept, f"{until} {latest}"] if until else [kept]


def _side(delivery: Delivery, inbox: Inbox | None) -> Content:
    """To somebody else than the customer: a subject of its own, and nothing of the ticket but its number."""
    message = delivery.message
    conversation = message.side.conversation
    earlier = conversation.entries.filter(message_id__lt=message.pk).exists()
    subject = f"Re: {conversation.subject}" if earlier else conversation.subject
    return Content([message], message.text, signature=signature_of(message, inbox), subject=subject)


def _archived(delivery: Delivery, inbox: Inbox | None) -> Content:
    """The same as the others got."""
    return (_side if delivery.message.kind == Kind.SIDE else _reply)(delivery, inbox)


PURPOSES = {
    ARCHIVE: _archived,
    SIDE: _side,
    "reply": _reply,
    "acknowledgement": _acknowledgement,
    "continue": _continue,
    "transcript": _transcript,
}
