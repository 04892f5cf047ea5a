"""Starting a chat: the answers to the questions before it, a ticket, its session, and somebody for it.

With nobody available, or when the shopper would rather not wait, the same words become a message: the
ticket's channel is then `form`, which is answered by e-mail, so an address is asked for.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.reader import kept_language
from shopbell.core.storable import storable
from shopbell.customers.block import is_blocked, is_customer_blocked
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind, normal
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.ticket import create_ticket, one_line

from ..assistants import tell_wish
from ..inbox import Inbox, set_inbox
from .key_words import without_links
from .manned import assign_to_somebody, available_agents, team_for
from .session import ChatSession
from .typed_address import note_typed_address
from .visitor import Visitor

MAX_CHARACTERS = 10_000
QUESTIONS = ("name", "email", "reason")


@dataclass(frozen=True)
class Answers:
    """What a shopper says before the chat. `text` is what it is about."""

    text: str
    name: str = ""
    email: str = ""
    reason: ContactReason | None = None
    language: str = ""
    time_zone: str = ""
    page: str = ""


def checked_text(text: object) -> str:
    """`text` as it may be sent, without links that open chats. Raises Refused when it is empty or too long."""
    if not isinstance(text, str) or not text.strip():
        raise Refused(_("Write something first."))
    if len(text) > MAX_CHARACTERS:
        raise Refused(
            _("This is longer than %(limit)s characters. Send it in two messages, or as a file.")
            % {"limit": f"{MAX_CHARACTERS:,}"}
        )
    return without_links(storable(text))


def checked_answers(
    inbox: Inbox, given: dict, *, customer: Customer | None, needs_email: bool, insists: bool = True
) -> Answers:
    """The answers in `given`, as the inbox asks for them; of a known customer nothing is asked twice, and of whom it
    does not insist nothing but what it is about.

    Raises Refused with the sentence for the first question that lacks its answer.
    """
    name, email = (one_line(storable(str(given.get(field) or "")))[:300] for field in ("name", "email"))
    reason = _reason(given.get("reason"))
    if insists:
        _insist(inbox, customer, name, email, reason, needs_email)
    return Answers(
        text=checked_text(given.get("text")),
        name=name,
        email=normal(Kind.EMAIL, email) if email else "",
        reason=reason,
        language=kept_language(_word(given.get("language"), 12)),
        time_zone=_word(given.get("time_zone"), 60),
        page=_word(given.get("page"), 1000),
    )


def _insist(
    inbox: Inbox,
    customer: Customer | None,
    name: str,
    email: str,
    reason: ContactReason | None,
    needs_email: bool,
) -> None:
    """Raise Refused with the sentence for the first question that lacks its answer."""
    if inbox.setting("ask_name") == "required" and not (name or (customer and customer.name)):
        raise Refused(_("Please tell us your name."))
    if (needs_email or inbox.setting("ask_email") == "required") and not (
        email or (customer and customer.address)
    ):
        raise Refused(_("Please leave your e-mail address, so that we can answer you."))
    if inbox.setting("ask_reason") == "required" and not reason:
        raise Refused(_("Please choose what it is about."))


@transaction.atomic
def start_chat(
    visitor: Visitor, inbox: Inbox, given: dict, *, client_id: uuid.UUID, is_called: bool = False
) -> tuple[ChatSession, Message]:
    """Open a ticket with the visitor's first message; the same `client_id` again returns what is there.

    Who `is_called` back leaves a number, and need not tell more.
    """
    visitor = Visitor.objects.select_for_update(of=("self",)).select_related("customer").get(pk=visitor.pk)
    known = Message.objects.filter(client_id=client_id, ticket__chats__visitors=visitor).first()
    if known:
        return visitor.chats.filter(ticket=known.ticket_id).latest("pk"), known
    is_manned = not given.get("by_mail") and bool(available_agents(inbox.team_id))
    answers = checked_answers(
        inbox, given, customer=visitor.customer, needs_email=not is_manned, insists=not is_called
    )
    is_unwanted = is_customer_blocked(visitor.customer_id) or (
        bool(answers.email) and is_blocked(Kind.EMAIL, answers.email)
    )
    if is_unwanted and is_manned:
        raise turned_away()
    customer = _introduce(visitor, answers)
    channel = "chat" if is_manned else "form"
    ticket = create_ticket(
        customer=customer, channel=channel, subject=_subject(answers.text), by=customer, reason=answers.reason,
        team=team_for(inbox, answers.reason), language=answers.language,
    )  # fmt: skip
    set_inbox(ticket, inbox, typed_address=answers.email)
    session = ChatSession.objects.create(ticket=ticket, inbox=inbox, page=answers.page)
    session.visitors.add(visitor)
    message, _is_new = receive_message(
        ticket, answers.text, customer=customer, channel=channel, client_id=client_id
    )
    tell_wish(ticket, inbox, given.get("assistant"))
    if is_manned:
        assign_to_somebody(ticket)
    if is_unwanted:
        mark_spam(ticket)
    return session, message


def turned_away() -> Refused:
    """What somebody hears who is blocked: nothing about that, and a way that stays open."""
    return Refused(_("You cannot chat here at the moment. Please write us an e-mail."))


def _introduce(visitor: Visitor, answers: Answers) -> Customer:
    """Keep what they said of themselves; an address is a claim until they prove it."""
    customer = visitor.customer
    told = {"name": answers.name, "language": answers.language, "time_zone": answers.time_zone}
    fresh = {field: value for field, value in told.items() if value and not getattr(customer, field)}
    if fresh:
        for field, value in fresh.items():
            setattr(customer, field, value)
        customer.save(update_fields=list(fresh))
    if answers.email:
        note_typed_address(visitor, answers.email)
    return customer


def _reason(number: object) -> ContactReason | None:
    if not str(number or "").isdecimal() or len(str(number)) > 18:
        return None
    return (
        ContactReason.objects.select_related("team", "parent")
        .filter(pk=int(str(number)), is_active=True)
        .first()
    )


def _word(value: object, length: int) -> str:
    return one_line(storable(value))[:length] if isinstance(value, str) else ""


def _subject(text: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first if len(first) <= 120 else f"{first[:119].rsplit(' ', 1)[0]}…"
