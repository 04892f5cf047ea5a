"""A shopper's questions: their own tickets over all channels, as they may read them, and what they may do there.

A message written here stands in the chat where its ticket is one; any other came by the portal, and is answered by
e-mail.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.channels.chat.bubble import bubbles
from shopbell.channels.email.sending.readable import readable
from shopbell.channels.expectation import promise_answer
from shopbell.channels.form.topic_form import begin_ticket, open_ticket, sent_before
from shopbell.channels.holding import hold_if_spam
from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused
from shopbell.core.rate import count_use
from shopbell.customers.block import is_customer_blocked
from shopbell.customers.customer import Customer
from shopbell.shop.actions.run import ActionRun
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.status import Status, reopen_ticket, solve_ticket
from shopbell.tickets.ticket import Ticket

from .own_action import CHANNEL, KEY
from .question_form import QuestionForm

AN_HOUR = 30  # messages of one customer
MOST = 500  # messages of a thread


def tickets_of(customer: Customer) -> QuerySet[Ticket]:
    """Theirs, over all channels, in which there is something for them to read, and those that what they did to an
    order themselves has opened; the newest first."""
    to_read = readable(Message.objects.filter(ticket=OuterRef("pk")))
    done = ActionRun.objects.filter(ticket=OuterRef("pk"), by_customer=customer, key__startswith=KEY)
    opened = Event.objects.filter(ticket=OuterRef("pk"), verb=Verb.CREATED, customer=customer)
    for_them = Exists(to_read) | Exists(done) & Exists(opened)
    theirs = Ticket.objects.filter(for_them, customer=customer).undeleted().standing()
    return theirs.order_by("-last_message_at", "-pk")


def thread_of(ticket: Ticket) -> list[dict]:
    """What its customer may read of it, oldest first; never a note, nor an answer that may still be taken back."""
    rows = read_in(Message.objects.filter(ticket=ticket)).prefetch_related("attachments")
    newest = list(rows.order_by("-pk")[:MOST])
    return [each | {"moment": datetime.fromisoformat(each["at"])} for each in bubbles(newest[::-1])]


def done_in(ticket: Ticket) -> QuerySet[ActionRun]:
    """What its customer did to their orders themselves, told in it; oldest first."""
    runs = ActionRun.objects.filter(ticket=ticket, by_customer=ticket.customer, key__startswith=KEY)
    return runs.select_related("order").order_by("pk")


def read_in(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Those of `messages` that their tickets' customers may read by now."""
    return readable(messages).exclude(held_until__gt=timezone.now())


def state_of(ticket: Ticket) -> tuple[str, str]:
    """How it stands in the shopper's words, and the colour of that."""
    return {
        Status.NEW: (_("We will answer"), "brass"),
        Status.OPEN: (_("We are on it"), "brass") if ticket.waiting_since else (_("Answered"), "done"),
        Status.PENDING: (_("Waits for you"), "risk"),
        Status.ON_HOLD: (_("We wait for somebody else"), ""),
        Status.SOLVED: (_("Settled"), "calm"),
        Status.CLOSED: (_("Settled"), "calm"),
    }[Status(ticket.status)]


@transaction.atomic
def write_into(
    ticket: Ticket, text: str, *, by: Customer, files: Iterable[UploadedFile] = (), client_id: uuid.UUID
) -> Message:
    """Add what its customer writes; the same `client_id` again changes nothing. A settled one is opened by it.

    Raises Refused when nothing is said, too much at once, or when they are blocked or the ticket is closed.
    """
    refuse_unwanted(by, text)
    channel = ticket.channel if ticket.channel == "chat" else CHANNEL
    message, is_new = receive_message(ticket, text, customer=by, channel=channel, client_id=client_id)
    if is_new:
        _enclose(files, message)
    return message


@transaction.atomic
def ask(form: QuestionForm, *, by: Customer) -> Ticket:
    """Open the ticket of a valid form, about one of their orders if they say so; the same form again opens none.

    Raises Refused as `write_into` does.
    """
    refuse_unwanted(by, form.cleaned_data["text"])
    if known := sent_before(by, form.cleaned_data["client_id"]):
        return known
    message = open_ticket(form, customer=by, channel=CHANNEL)
    ticket = message.ticket
    if order := form.about:
        link_order(ticket, order, by=by)
    hold_if_spam(message)
    if not ticket.is_spam:
        promise_answer(message)  # the page of the question tells it before the mail does
    return ticket


def ask_in_our_words(customer: Customer, text: str, *, client_id: uuid.UUID) -> Ticket:
    """Open a ticket with what a button of the portal says; in the caller's transaction. Raises Refused as `ask`."""
    refuse_unwanted(customer, text)
    message = begin_ticket(customer, text, channel=CHANNEL, inbox=inbox_for_questions(), client_id=client_id)
    return message.ticket


def inbox_for_questions() -> Inbox | None:
    """Whose topics, fields and team a new question has: the first contact form; without one, the first mailbox."""
    rows = Inbox.objects.filter(is_active=True, channel__in=["form", "email"])
    return rows.order_by("-channel", "pk").first()


def settle(ticket: Ticket, *, by: Customer) -> None:
    """Its customer needs no more; twice changes nothing. Raises Refused when it is closed."""
    solve_ticket(ticket, by=by)


def take_up(ticket: Ticket, *, by: Customer) -> None:
    """It is not settled after all. Raises Refused when it is closed: that is a new question."""
    if ticket.status == Status.CLOSED:
        raise Refused(_("This is closed. Please ask a new question."))
    reopen_ticket(ticket, by=by)


def refuse_unwanted(customer: Customer, text: str) -> None:
    """Raise Refused for no words, for too many messages an hour, and for who is blocked: nothing is said about that."""
    if not text.strip():
        raise Refused(_("Write something first."))
    if is_customer_blocked(customer.pk):
        raise Refused(_("You cannot write here at the moment. Please write us an e-mail."))
    count_use(f"portal words {customer.pk}", limit=AN_HOUR, seconds=3600)


def _enclose(files: Iterable[UploadedFile], message: Message) -> None:
    for file in files:
        keep_attachment(
            file.chunks(), name=file.name or "", content_type=file.content_type or "", message=message
        )
