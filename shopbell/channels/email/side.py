"""A side conversation: mail with a supplier or a carrier inside a ticket, which its customer never sees.

It has recipients, a subject and a thread of its own. Its messages are of the kind `side`, which nothing that a
customer reads shows; its deliveries have the purpose `side`, whose token brings an answer back here and never into
the customer's thread. Whoever holds such a token may answer: carriers write back from another address than the
one they were written to.
"""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from shopbell.accounts.agent import Agent
from shopbell.channels.delivery import Delivery, Role, queue_delivery
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.storable import storable
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import Ticket, one_line

from .email_message import EmailMessage
from .joining.marker import markers_in
from .joining.party import is_customer
from .joining.threading import reply_tokens_of, tokens_of
from .mime.address import Address
from .parse import Inbound
from .sending.sender import queue_archive_copy
from .side_recipients import Roles, checked_roles, of_role, told_of
from .taking_back import held_until, what_left

SIDE = "side"  # as a channel of messages and a purpose of deliveries
REFERENCES_KEPT = 20
LOOKED_THROUGH = 500  # conversations, for whom to offer


class SideConversation(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="side_conversations")
    subject = models.CharField(max_length=300)
    recipients = ArrayField(models.CharField(max_length=320))
    cc = ArrayField(models.CharField(max_length=320), default=list, db_default=[])
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.subject

    @property
    def everybody(self) -> list[str]:
        """Whom each mail of it goes to; a blind copy is one of the first mail alone."""
        return [*self.recipients, *self.cc]

    @property
    def fresh_id(self) -> uuid.UUID:
        """For the form of the next message, so that sending it twice writes it once."""
        return uuid.uuid4()


class SideMessage(models.Model):
    """Which conversation a message of the kind `side` belongs to, and who wrote it when it was none of us."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="side")
    conversation = models.ForeignKey(SideConversation, models.CASCADE, related_name="entries")
    author_name = models.CharField(max_length=300, blank=True)
    author_address = models.CharField(max_length=320, blank=True)

    @property
    def author(self) -> str:
        return self.author_name or self.author_address


# --- out -------------------------------------------------------------------------------------------------


@transaction.atomic
def start_side_conversation(
    ticket: Ticket, *, to: str, subject: str, text: str, by: Agent, cc: str = "", bcc: str = "",
    client_id: uuid.UUID | None = None, verb: Verb = Verb.SIDE_STARTED, **data,
) -> tuple[SideConversation, Message]:  # fmt: skip
    """Write to somebody else about `ticket`; again with the same `client_id` it is what is there. It is held a little.

    `verb` and `data` are what the timeline tells of it.

    Raises Refused without a recipient, a subject or words, for a long subject, and when a recipient is the customer or
    the desk itself.
    """
    ticket.lock()
    said = SideMessage.objects.filter(message__ticket=ticket)
    if client_id and (known := said.filter(message__client_id=client_id).first()):
        return known.conversation, known.message
    roles = checked_roles(ticket, to=to, cc=cc, bcc=bcc)
    subject = uncut(one_line(storable(subject)), 300)
    if not subject:
        raise Refused(_t("Write a subject: it is what they see first."))
    _require_words(text)
    side = SideConversation.objects.create(
        ticket=ticket,
        subject=subject,
        recipients=of_role(roles, Role.TO),
        cc=of_role(roles, Role.CC),
        agent=by,
    )
    message = _write(side, text, roles, by=by, client_id=client_id)
    data |= {"side_id": side.pk, "subject": subject, **told_of(roles), **what_left(message)}
    record(ticket, verb, by=by, message=message, **data)
    return side, message


@transaction.atomic
def write_side_message(
    side: SideConversation, text: str, *, by: Agent, client_id: uuid.UUID | None = None
) -> Message:
    """Write to the recipients again, once per `client_id`. Raises Refused when it is empty."""
    side.ticket.lock()
    known = Message.objects.filter(ticket=side.ticket, client_id=client_id).first() if client_id else None
    if known:
        return known
    _require_words(text)
    if not side.everybody:
        raise Refused(_t("Nobody is left here to write to: they were erased."))
    roles = dict.fromkeys(side.recipients, Role.TO) | dict.fromkeys(side.cc, Role.CC)
    message = _write(side, text, roles, by=by, client_id=client_id)
    told = {"side_id": side.pk, "subject": side.subject, **what_left(message)}
    record(side.ticket, Verb.SIDE_WRITTEN, by=by, message=message, **told)
    return message


def _write(
    side: SideConversation, text: str, roles: Roles, *, by: Agent, client_id: uuid.UUID | None
) -> Message:
    message = Message.objects.create(
        ticket=side.ticket, kind=Kind.SIDE, channel=SIDE, agent=by, text=storable(text),
        client_id=client_id or uuid.uuid4(), held_until=held_until(),
    )  # fmt: skip
    SideMessage.objects.create(message=message, conversation=side)
    for recipient, role in roles.items():
        queue_delivery(
            message,
            channel="email",
            recipient=recipient,
            purpose=SIDE,
            role=role,
            not_before=message.held_until,
        )
    queue_archive_copy(message, not_before=message.held_until)
    return message


def _require_words(text: str) -> None:
    if not text.strip():
        raise Refused(_t("Write something first."))


def partners(agent: Agent, begun: str, most: int = 8) -> list[Address]:
    """Whom this desk has written to beside customers, as far as `agent` may see, whose address begins with `begun`."""
    sides = SideConversation.objects.filter(ticket__in=Ticket.objects.visible_to(agent)).order_by("-pk")
    lately = sides.values_list("recipients", flat=True)[:LOOKED_THROUGH]
    found = dict.fromkeys(each for recipients in lately for each in recipients)
    return [Address("", each) for each in found if each.startswith(begun.lower())][:most]


def earlier_ids(delivery: Delivery) -> list[str]:
    """Message-IDs of the conversation before this delivery's message, as this recipient knows them, oldest first."""
    conversation = delivery.message.side.conversation_id
    before = {"message__side__conversation": conversation, "message_id__lt": delivery.message_id}
    received = (
        EmailMessage.objects.filter(**before).exclude(external_id="").values_list("message_id", "external_id")
    )
    sent = Delivery.objects.filter(**before, purpose=SIDE, recipient=delivery.recipient).exclude(
        external_id=""
    )
    rows = sorted([*received, *sent.values_list("message_id", "external_id")])
    return [each for _pk, each in rows if " " not in each and each.isascii()][-REFERENCES_KEPT:]


# --- in --------------------------------------------------------------------------------------------------


def find_side(inbound: Inbound, recipients: list[str], *, is_forged: bool = False) -> SideConversation | None:
    """The side conversation that a mail answers: by our token, else by a Message-ID or marker from a recipient only.

    A forged sender is no recipient by their name: such a mail needs the reply address of a mail to that very address.
    The ticket's customer, whom somebody let into the conversation, is waited for in the ticket itself.
    """
    sender = inbound.sender.address if inbound.sender else ""
    tokens, marked = (reply_tokens_of if is_forged else tokens_of)(inbound, recipients), markers_in(inbound)
    if not (tokens or marked or inbound.answers):
        return None
    sides = SideConversation.objects.select_related("ticket__assignee").filter(ticket__deletion=None)
    if tokens:
        ids = [delivery_id for _ticket_id, delivery_id in tokens]
        sent_to = {"entries__message__deliveries__recipient": sender} if is_forged else {}
        by_token = sides.filter(
            entries__message__deliveries__in=ids, entries__message__deliveries__purpose=SIDE,
            entries__message__deliveries__role__in=[Role.TO, Role.CC], **sent_to,
        )  # fmt: skip
        if found := by_token.first():
            return None if is_customer(found.ticket, sender) else found
    if not sender or not (inbound.answers or marked) or is_forged:
        return None
    named = [delivery_id for _ticket_id, delivery_id in marked]
    with connection.cursor() as cursor:  # plain SQL: every answer asks
        cursor.execute(NAMED, [inbound.answers, inbound.answers, named])
        ids = [pk for (pk,) in cursor.fetchall()]
    for side in sides.filter(entries__in=ids).distinct() if ids else ():
        if sender in side.everybody or side.entries.filter(author_address=sender).exists():
            return side
    return None


# messages of side conversations: those that came or went with one of these ids, or by one of these deliveries
NAMED = """
    select message.id from channel_email_emailmessage mail join tickets_message message on message.id = mail.message_id
     where mail.external_id = any(%s) and message.kind = 'side'
     union
    select message_id from channels_delivery
     where (external_id = any(%s) or id = any(%s::bigint[])) and purpose = 'side'
"""


def receive_side_message(
    side: SideConversation, sender: Address | None, *, text: str, html: str, quoted_text: str, quoted_html: str,
    client_id: uuid.UUID, at,
) -> Message:  # fmt: skip
    """Add an answer, in the caller's transaction. The ticket opens when it rested for this very third party."""
    ticket = side.ticket
    ticket.lock()
    message = Message.objects.create(
        ticket=ticket, kind=Kind.SIDE, channel=SIDE, text=storable(text), html=html.replace("\0", ""),
        quoted_text=storable(quoted_text), quoted_html=quoted_html.replace("\0", ""), client_id=client_id,
        created_at=at,
    )  # fmt: skip
    name, address = (sender.name, sender.address) if sender else ("", "")
    entry = SideMessage.objects.create(
        message=message, conversation=side, author_name=storable(name)[:300], author_address=address[:320]
    )
    event = record(
        ticket,
        Verb.SIDE_ANSWERED,
        message=message,
        side_id=side.pk,
        subject=side.subject,
        sender=entry.author,
    )
    if ticket.status == Status.ON_HOLD:
        set_status(ticket, Status.OPEN, cause=event)
    return message


# --- to be shown ---------------------------------------------------------------------------------------


def conversations_of(ids: Iterable[int]) -> dict[int, SideConversation]:
    """The conversations with these ids, each with its messages, their files and deliveries, oldest first."""
    entries = models.Prefetch(
        "entries",
        SideMessage.objects.select_related("message__agent", "message__email")
        .prefetch_related("message__attachments", "message__deliveries")
        .order_by("message_id"),
    )
    return SideConversation.objects.prefetch_related(entries).in_bulk(list(ids))
