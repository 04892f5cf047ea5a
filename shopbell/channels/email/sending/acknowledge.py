"""The acknowledgement: a customer who opens a ticket by mail or form hears at once that it arrived, and its number.

It must never answer a machine: two programs that thank each other never stop. So: no answer to anything a
program wrote, to lists, to addresses that nobody reads, to a forged sender (it would reach whom they played), to whom
an agent's forward names, to who copied us in blindly, or to ourselves; one per ticket; few per address and hour. When
it is not sent, the timeline says why.
"""

from enum import StrEnum

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from shopbell.channels.automatic_mail import ACKNOWLEDGEMENT, TooMuchMail, queue_automatic_mail
from shopbell.channels.delivery import Delivery
from shopbell.channels.expectation import promise_answer
from shopbell.channels.inbox import Inbox, inbox_of, typed_address_of
from shopbell.channels.registry import is_answered_by_mail
from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.spam import was_held

from ..email_message import EmailMessage
from ..joining.blind_copy import came_blindly
from ..joining.flood import is_gathering
from ..joining.mailing_list import is_list_mail
from ..joining.no_reply import is_unread
from ..joining.party import is_own
from ..joining.passed_on import is_passed_on
from ..sender_check import is_forged


class Why(StrEnum):
    """Why no acknowledgement is sent, as the event keeps it."""

    PROGRAM = "program"
    LIST = "list"
    NOBODY = "nobody"
    FORGED = "forged"
    OWN = "own"
    PASSED_ON = "passed_on"
    BLIND = "blind"
    FLOOD = "flood"
    ENOUGH = "enough"


VERBS = {Verb.RECEIVED, Verb.UNMARKED_SPAM}
ACKNOWLEDGE_UNMARKED = "email.acknowledge_unmarked"
UNDO_SECONDS = 8  # the words with Undo stay for five


def react(event: Event) -> None:
    """The first message of a ticket came in by mail or form, or was held as spam and is none: acknowledge it.

    What agents marked and unmark had its chance when it came in, which may be long ago. Who unmarks it may undo that
    for some seconds, and a mail that has left cannot be taken back: so it waits as long.
    """
    if event.verb == Verb.RECEIVED:
        _acknowledge_if_wanted(event.message)
    elif event.agent_id and _first_unanswered(event):
        soon = jobs.configure_task(ACKNOWLEDGE_UNMARKED, schedule_in={"seconds": UNDO_SECONDS})
        soon.defer(event_id=event.pk)
    else:
        acknowledge_unmarked(event)


def acknowledge_unmarked(event: Event) -> None:
    """Acknowledge what this `event` took out of spam, unless it was put back, answered or solved since."""
    _acknowledge_if_wanted(_first_unanswered(event))


def _acknowledge_if_wanted(message: Message | None) -> None:
    if message is not None and is_answered_by_mail(message.channel):
        acknowledge(message)


def _first_unanswered(unmarked: Event) -> Message | None:
    """What opened a ticket that comes into its queue only now, if nobody has answered or solved it yet."""
    ticket = unmarked.ticket
    if not was_held(unmarked) or not ticket.is_unsolved:
        return None
    first = ticket.messages.filter(kind=Kind.REPLY).select_related("ticket__customer").order_by("pk").first()
    return first if first and first.is_from_customer and not ticket.first_replied_at else None


@transaction.atomic
def acknowledge(message: Message) -> Delivery | None:
    """Queue the acknowledgement of `message`, or tell the ticket why it gets none; twice changes nothing."""
    ticket = message.ticket
    if ticket.is_spam or EARLIER.first(ticket=ticket.pk, message=message.pk):
        return None
    if not wants(inbox_of(ticket)):
        return None
    ticket.lock()  # of two calls at once, the second finds what the first did
    if ACKNOWLEDGED.first(ticket=ticket.pk):
        return None
    mail = MAIL.first(message=message.pk)
    address = _address(message, mail)
    why = _silence(mail, address)
    if why is None and address:
        try:
            delivery = queue_automatic_mail(message, recipient=address, purpose=ACKNOWLEDGEMENT)
        except TooMuchMail:
            why = Why.ENOUGH
        else:
            record(ticket, Verb.ACKNOWLEDGED, message=message, recipient=address)
            promise_answer(message)
            return delivery
    if why and not ticket.events.filter(verb=Verb.NOT_ACKNOWLEDGED, message=message).exists():
        record(ticket, Verb.NOT_ACKNOWLEDGED, message=message, why=why, address=address)
    return None


# asked for every mail that comes in
EARLIER = Prepared(
    lambda ticket, message: Message.objects.filter(ticket=ticket, pk__lt=message).only("pk")[:1],
    ticket=int,
    message=int,
)
ACKNOWLEDGED = Prepared(
    lambda ticket: Delivery.objects.filter(message__ticket=ticket, purpose=ACKNOWLEDGEMENT)[:1], ticket=int
)
MAIL = Prepared(
    lambda message: EmailMessage.objects.select_related("raw__inbox", "message").filter(message=message),
    message=int,
)


def _address(message: Message, mail: EmailMessage | None) -> str:
    """Whom to thank: who sent the mail, or the address typed in this form.

    The customer's best address would tell its owner of a matter that perhaps a stranger opened in their name.
    """
    if message.channel == "email":
        return mail.answer_address if mail else ""
    return typed_address_of(message.ticket) or message.ticket.customer.address


def silence_of(message: Message) -> Why | None:
    """Why no program may answer `message`; None when one may."""
    mail = MAIL.first(message=message.pk)
    return _silence(mail, _address(message, mail)) if is_answered_by_mail(message.channel) else None


def _silence(mail: EmailMessage | None, address: str) -> Why | None:
    """Why nobody at `address` may be answered by a program; None when somebody may."""
    if mail and mail.is_automatic:
        return Why.LIST if is_list_mail(mail.raw.raw) else Why.PROGRAM
    if address and is_own(address):
        return Why.OWN
    if address and is_unread(address):
        return Why.NOBODY
    if mail is None:
        return None
    if is_passed_on(mail.message):
        return Why.PASSED_ON
    if is_forged(mail.message):
        return Why.FORGED
    if came_blindly(mail):
        return Why.BLIND
    return Why.FLOOD if is_gathering(mail.message.ticket_id) else None


def wants(inbox: Inbox | None) -> bool:
    """No inbox, no answer: it would come from an address that is nobody's."""
    return bool(inbox and inbox.settings.get("acknowledge", True))
