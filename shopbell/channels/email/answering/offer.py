"""The offer: how an agent may answer a mail about a ticket, as the mail itself says it.

Two addresses, one for the customer and one for a note, each with its token. Nothing is offered where it could not be
accepted: while the desk asks no DNS nobody's mailbox is proven, and some mail hosts know no part behind a +.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.tickets.answer_policy import AnswerPolicy
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from ..authenticity.names import our_server
from ..mime.address import normal_or_empty
from ..recipient import desk_address
from ..sending.sender import mail_inbox_of
from .token import AnswerToken, Mode, sign
from .words import line_above

SHOWN = 2000  # characters of a message of the customer
MOST_SHOWN = 5  # messages of theirs that nobody answered


@dataclass(frozen=True)
class Offer:
    """Addresses, empty for what the agent may not do."""

    reply: str = ""
    note: str = ""

    def address(self, mode: Mode) -> str:
        """That of `mode`, or of a note where the agent may not reply."""
        return (self.reply or self.note) if mode == Mode.REPLY else self.note


@dataclass(frozen=True)
class Quoted:
    """What a mail quotes of a ticket, and the last message that its reader knows from it; 0 for none."""

    text: str = ""
    newest_id: int = 0


def is_open() -> bool:
    """Whether agents may answer by mail here, and their mailboxes can be proven."""
    return AnswerPolicy.current().by_mail and our_server() is not None


def offer_for(agent: Agent, ticket: Ticket, seen_message_id: int) -> Offer | None:
    """How `agent` may answer `ticket` by mail from now on; None where they may not. Ask before whether they see it.

    `seen_message_id`: the last message that the mail shows, or the one it follows showed. What was said since stops
    the answer, also when it was there before the mail was written: a colleague may have replied.
    """
    if not is_open() or ticket.merged_into:
        return None
    now = timezone.now()
    may_reply = agent.may(Permission.TICKET_REPLY) and ticket.status != Status.CLOSED
    offer = Offer(
        reply=_address(ticket, AnswerToken(Mode.REPLY, agent.pk, ticket.pk, seen_message_id, now))
        if may_reply
        else "",
        note=_address(ticket, AnswerToken(Mode.NOTE, agent.pk, ticket.pk, seen_message_id, now))
        if agent.may(Permission.TICKET_NOTE)
        else "",
    )
    return offer if offer.reply or offer.note else None


def address_of_none(agent: Agent, ticket: Ticket) -> str:
    """Where answers to a mail about several tickets go, `ticket` one of them: the agent is told to name one."""
    return _address(ticket, AnswerToken(Mode.WHICH, agent.pk, 0, 0, timezone.now()))


def _address(ticket: Ticket, token: AnswerToken) -> str:
    """An address of the desk with the token; empty where it would be too long, or the mail host knows no +."""
    inbox = mail_inbox_of(ticket)
    if inbox and not inbox.setting("has_tokens"):
        return ""
    local, _at, domain = (inbox.address if inbox else desk_address()).rpartition("@")
    return normal_or_empty(f"{local}+{sign(token)}@{domain}")


def offer_lines(offer: Offer) -> list[str]:
    """What the mail says of it, a line for each address."""
    return [
        *([_("Answer the customer: %(address)s") % {"address": offer.reply}] if offer.reply else []),
        *([_("Write a note for colleagues: %(address)s") % {"address": offer.note}] if offer.note else []),
    ]


def direct_line(offer: Offer, mode: Mode) -> str:
    """What becomes of an answer to the mail itself, whose Reply-To is the address of `mode`; empty without one."""
    if not offer.address(mode):
        return ""
    if offer.address(mode) == offer.reply:
        return _(
            "Answer this mail, and what you write goes to the customer as your reply. #note in its first line makes "
            "it a note for colleagues, #solve solves the ticket."
        )
    return _("Answer this mail, and what you write becomes a note. Only colleagues read it.")


def customers_words(ticket: Ticket) -> Quoted:
    """What the customer wrote and nobody answered, else what they wrote last, for who has no desk before them."""
    replies = ticket.messages.filter(kind=Kind.REPLY, unsent_at=None).order_by("-pk")
    theirs = replies.filter(agent=None, rule="").exclude(customer=None).select_related("customer")
    answered_id = replies.exclude(agent=None).values_list("pk", flat=True).first() or 0
    last = list(theirs[:MOST_SHOWN])
    messages = [each for each in last if each.pk > answered_id] or last[:1]
    text = "\n\n".join(_as_quote(each) for each in reversed(messages) if each.text.strip())
    return Quoted(text, messages[0].pk if messages else 0)


def _as_quote(message: Message) -> str:
    text = message.text.strip()
    text = text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()} …"
    head = _("%(name)s wrote:") % {"name": message.customer}
    return "\n".join([head, *(f"> {line}" for line in text.split("\n"))])


def with_line_above(text: str) -> str:
    """`text` of a mail that may be answered: an answer ends where it begins to quote this."""
    return f"{line_above()}\n\n{text}"
