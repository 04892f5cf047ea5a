"""A message: one entry in a ticket. A reply is read by the customer, a note only by agents.

Writing one also keeps the few columns of the ticket that the list shows. What carries a reply to
the customer is a delivery of the channels floor; agents' replies start at `channels/reply.py`.
"""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.handover import is_staying
from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared
from shopbell.core.prepared_insert import PreparedInsert
from shopbell.core.storable import storable
from shopbell.customers.customer import Customer

from .answer_policy import take_on
from .assignment import assign_ticket
from .event import Verb, record
from .rest import is_at_rest
from .rule import SENTENCES, rule_label, sentence_of
from .snooze import end_snooze
from .spam import leave_spam_when_written
from .status import Status
from .ticket import Ticket, one_line, refuse_merged


class Kind(models.TextChoices):
    REPLY = "reply"
    NOTE = "note"
    SIDE = "side"  # to or from somebody else than the customer (channels/email/side.py)


class Message(PreparedInsert):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.REPLY)
    channel = models.CharField(max_length=20)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="messages")
    customer = models.ForeignKey("customers.Customer", models.SET_NULL, null=True, related_name="messages")
    rule = models.CharField(max_length=120, blank=True, help_text="name of the rule or bot that wrote it")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, help_text="cleaned; empty when the text is all there is")
    quoted_text = models.TextField(
        blank=True, help_text="what the mail quoted: folded on screen, never deleted"
    )
    quoted_html = models.TextField(blank=True)
    in_reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="answers")
    told = models.JSONField(null=True, help_text="of what a rule says: its code with data (rule_note.py)")
    # made by the sender, so that sending again after a lost answer changes nothing
    client_id = models.UUIDField(default=uuid.uuid4)
    held_until = models.DateTimeField(null=True, help_text="until then the agent may take it back")
    unsent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "client_id"], name="message_once")]
        indexes = [
            models.Index(fields=["ticket", "id"]),
            models.Index(fields=["ticket"], name="note_of_ticket", condition=models.Q(kind="note")),
        ]

    @property
    def is_note(self) -> bool:
        return self.kind == Kind.NOTE

    @property
    def is_from_customer(self) -> bool:
        return self.customer_id is not None and self.agent_id is None and not self.rule

    @property
    def author(self) -> Agent | Customer | str | None:
        return self.agent or rule_label(self.rule) or self.customer

    @property
    def said(self) -> str:
        """What it says, in the reader's language where a rule says it."""
        if not self.told or self.told["code"] not in SENTENCES:
            return self.text
        return sentence_of(self.told["code"], self.told["data"]) + self.text[self.told["length"] :]

    @property
    def topic(self) -> str:
        return f"ticket-{self.ticket_id}"


KNOWN = Prepared(
    lambda ticket, client_id: Message.objects.filter(ticket_id=ticket, client_id=client_id),
    ticket=int,
    client_id=uuid.UUID,
)


@transaction.atomic
def receive_message(
    ticket: Ticket,
    text: str,
    *,
    customer: Customer,
    channel: str,
    html: str = "",
    quoted_text: str = "",
    quoted_html: str = "",
    client_id: uuid.UUID | None = None,
    at: datetime | None = None,
    is_automatic: bool = False,
    is_unwanted: bool = False,
) -> tuple[Message, bool]:
    """Add what the customer wrote; returns the message and whether it is new.

    The same `client_id` again returns the message that is there. One for a ticket that was merged joins the kept one.
    Opens a ticket that was pending, on hold or solved; not so what a program answers in the customer's absence
    (`is_automatic`): nobody waits for an answer to that. One that is spam itself (`is_unwanted`) leaves a ticket among
    the spam. `html` must be cleaned. Raises Refused for a closed ticket:
    begin a new one.
    """
    ticket.lock()
    known = KNOWN.first(ticket=ticket.pk, client_id=client_id) if client_id else None
    if known:
        return known, False
    if kept := ticket.merged_into:  # it was merged after the sender was led here
        return receive_message(
            kept,
            text,
            customer=customer,
            channel=channel,
            html=html,
            quoted_text=quoted_text,
            quoted_html=quoted_html,
            client_id=client_id,
            at=at,
            is_automatic=is_automatic,
            is_unwanted=is_unwanted,
        )
    if ticket.status == Status.CLOSED:
        raise Refused(_("This ticket is closed. Please start a new one."))
    at = at or timezone.now()
    message = Message.objects.create(
        ticket=ticket,
        channel=channel,
        customer=customer,
        text=storable(text),
        html=html.replace("\0", ""),
        quoted_text=storable(quoted_text),
        quoted_html=quoted_html.replace("\0", ""),
        client_id=client_id or uuid.uuid4(),
        created_at=at,
    )
    if is_automatic:
        record(ticket, Verb.RECEIVED, by=customer, message=message, at=at, channel=channel, automatic=True)
        return message, True
    ticket.channel = channel
    ticket.preview = preview_of(message)
    ticket.last_message_at = at
    ticket.waiting_since = ticket.waiting_since or at
    event = record(ticket, Verb.RECEIVED, by=customer, message=message, at=at, channel=channel)
    if is_at_rest(ticket):
        if not is_unwanted:
            leave_spam_when_written(ticket, event)
        end_snooze(ticket, by=customer, cause=event)
    if ticket.status in (Status.PENDING, Status.ON_HOLD, Status.SOLVED):
        verb = Verb.REOPENED if ticket.status == Status.SOLVED else Verb.OPENED
        record(ticket, verb, by=customer, cause=event, at=at, before=ticket.status)
        ticket.status, ticket.solved_at = Status.OPEN, None
        ticket.save()
        if ticket.assignee_id and not is_staying(ticket.assignee_id):
            assign_ticket(ticket, None, cause=event)  # who solved it has gone since; others must see it
    else:
        ticket.save()
    return message, True


@transaction.atomic
def write_reply(
    ticket: Ticket,
    text: str,
    *,
    by: Agent | str,
    channel: str,
    html: str = "",
    client_id: uuid.UUID | None = None,
    held_until: datetime | None = None,
    in_reply_to: Message | None = None,
    at: datetime | None = None,
    waiting_since: datetime | None = None,
    is_answer: bool = True,
) -> tuple[Message, bool]:
    """Add a reply of an agent (or of a bot, by its name); returns the message and whether it is new.

    It ends the customer's wait and opens a new ticket; one that nobody had is the agent's (`answer_policy.py`). One
    sent `at` a moment after which the customer wrote again leaves them waiting for an answer to that (`waiting_since`),
    and the list shows what was written last. Words that are no answer, as that one will come, leave them waiting.
    Raises Refused when the ticket is closed.
    """
    ticket.lock()
    known = KNOWN.first(ticket=ticket.pk, client_id=client_id) if client_id else None
    if known:
        return known, False
    refuse_merged(ticket)
    if ticket.status == Status.CLOSED:
        raise Refused(_("This ticket is closed. Reopen it to answer."))
    at = at or timezone.now()
    message = _write(
        ticket,
        Kind.REPLY,
        text,
        by=by,
        channel=channel,
        html=html,
        client_id=client_id,
        held_until=held_until,
        in_reply_to=in_reply_to,
        at=at,
    )
    if ticket.last_message_at is None or at >= ticket.last_message_at:
        ticket.preview = preview_of(message)
        ticket.last_message_at = at
    if is_answer:
        ticket.waiting_since = waiting_since
    if isinstance(by, Agent):
        if is_answer:
            ticket.first_replied_at = ticket.first_replied_at or at
        if ticket.status == Status.NEW:
            ticket.status = Status.OPEN
    ticket.save()
    more: dict[str, Any] = {} if is_answer else {"no_answer": True}
    replied = record(ticket, Verb.REPLIED, by=by, message=message, at=at, channel=channel, **more)
    if isinstance(by, Agent):
        take_on(ticket, by, cause=replied)
    return message, True


@transaction.atomic
def add_note(
    ticket: Ticket,
    text: str,
    *,
    by: Agent | str,
    client_id: uuid.UUID | None = None,
    at: datetime | None = None,
    told: dict | None = None,
) -> tuple[Message, bool]:
    """Add a note that only agents read; returns the message and whether it is new."""
    ticket.lock()
    known = KNOWN.first(ticket=ticket.pk, client_id=client_id) if client_id else None
    if known:
        return known, False
    refuse_merged(ticket)
    message = _write(
        ticket,
        Kind.NOTE,
        text,
        by=by,
        channel="note",
        client_id=client_id,
        at=at or timezone.now(),
        told=told,
    )
    record(ticket, Verb.NOTED, by=by, message=message, at=at)
    return message, True


def _write(
    ticket: Ticket, kind: Kind, text: str, *, by: Agent | str, at: datetime, client_id=None, **fields
) -> Message:
    if isinstance(by, Agent):
        fields["agent"] = by
    else:
        fields["rule"] = by
    return Message.objects.create(
        ticket=ticket,
        kind=kind,
        text=storable(text),
        client_id=client_id or uuid.uuid4(),
        created_at=at,
        **fields,
    )


def refuse_other_words(message: Message, text: str) -> None:
    """Raise Refused when `message` was written with other words than `text`: who sends them believes they are new."""
    if message.text != storable(text):
        raise Refused(
            _(
                "This answer was sent already, with other words. What you wrote since is a new one: send again."
            )
        )


def preview_of(message: Message) -> str:
    """The line that the list shows below the subject."""
    return one_line(message.text)[:200]
