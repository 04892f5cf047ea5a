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
from shopbell.tickets.message import Kind
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from ..authenticity.names import our_server
from ..mime.address import normal_or_empty
from ..recipient import desk_address
from ..sending.sender import mail_inbox_of
from .token import AnswerToken, Mode, sign
from .words import line_above

SHOWN = 2000  # characters of what the customer wrote


@dataclass(frozen=True)
class Offer:
    """Addresses, empty for what the agent may not do."""

    reply: str = ""
    note: str = ""

    def address(self, mode: Mode) -> str:
        """That of `mode`, or of a note where the agent may not reply."""
        return (self.reply or self.note) if mode == Mode.REPLY else self.note


def is_open() -> bool:
    """Whether agents may answer by mail here, and their mailboxes can be proven."""
    return AnswerPolicy.current().by_mail and our_server() is not None


def offer_for(agent: Agent, ticket: Ticket) -> Offer | None:
    """How `agent` may answer `ticket` by mail from now on; None where they may not. Ask before whether they see it."""
    if not is_open() or ticket.merged_into:
        return None
    newest = ticket.messages.order_by("-pk").values_list("pk", flat=True).first() or 0
    may_reply = agent.may(Permission.TICKET_REPLY) and ticket.status != Status.CLOSED
    offer = Offer(
        reply=_address(ticket, AnswerToken(Mode.REPLY, agent.pk, ticket.pk, newest, timezone.now()))
        if may_reply
        else "",
        note=_address(ticket, AnswerToken(Mode.NOTE, agent.pk, ticket.pk, newest, timezone.now()))
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
    """What becomes of an answer to the mail itself, whose Reply-To is the address of `mode`."""
    if offer.address(mode) == offer.reply:
        return _(
            "Answer this mail, and what you write goes to the customer as your reply. #note in its first line makes "
            "it a note for colleagues, #solve solves the ticket."
        )
    return _("Answer this mail, and what you write becomes a note. Only colleagues read it.")


def customers_words(ticket: Ticket) -> str:
    """What the customer wrote last, as a quote, for who answers without the desk before them; empty if nothing."""
    said = ticket.messages.filter(kind=Kind.REPLY, unsent_at=None, agent=None, rule="").exclude(customer=None)
    message = said.select_related("customer").order_by("-pk").first()
    if message is None or not message.text.strip():
        return ""
    text = message.text.strip()
    text = text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()} …"
    head = _("%(name)s wrote:") % {"name": message.customer}
    return "\n".join([head, *(f"> {line}" for line in text.split("\n"))])


def with_line_above(text: str) -> str:
    """`text` of a mail that may be answered: an answer ends where it begins to quote this."""
    return f"{line_above()}\n\n{text}"
