"""Who a mail says that it is from, where answers to it go, and who gets a blind copy of all: an inbox's own choice."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.channels.brand import Brand
from shopbell.channels.delivery import Role, queue_delivery
from shopbell.channels.inbox import Inbox, inbox_of
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from ..joining import token
from ..recipient import desk_address

ARCHIVE = "archive"  # as a purpose of deliveries
BOTH, AGENT, HOUSE = "both", "agent", "house"
STYLES = [
    (BOTH, _("The agent and the shop: Ada (Care)")),
    (AGENT, _("The agent alone: Ada")),
    (HOUSE, _("The shop alone: Care")),
]
SETTINGS = {
    "sender_name": "", "sender_style": BOTH, "reply_to": "", "archive": "", "tracks_opening": False,
    "has_tokens": True,
}  # fmt: skip


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


def house_of(inbox: Inbox | None) -> str:
    # a chat that goes on by mail has no such setting
    return (inbox.settings.get("sender_name") or inbox.name) if inbox else "Shopbell"


def shop_sender() -> str:
    """Who a letter is from that belongs to no ticket, as a From header; empty without an address to write from."""
    mailing = Inbox.objects.filter(channel="email", is_active=True).exclude(address="").order_by("pk")
    inbox = mailing.first()
    if inbox is None:
        return ""
    name = (Brand.current().name or house_of(inbox)).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}" <{inbox.address}>'


def sender_name(agent: Agent | None, inbox: Inbox | None) -> str:
    """Whom the customer sees: "Ada (Care)" or as the inbox has it; the inbox alone when a program writes."""
    style = inbox.setting("sender_style") if inbox else BOTH
    return name_in_style(style, agent.first_name if agent else "", house_of(inbox))


def name_in_style(style: str, first_name: str, house: str) -> str:
    if not first_name or style == HOUSE:
        return house
    return first_name if style == AGENT or not house else f"{first_name} ({house})"


def return_address(inbox: Inbox | None, ticket_id: int, delivery_id: int) -> str:
    """The address of the inbox with the token of the delivery: failure reports come back there."""
    return _with_token(inbox, inbox.address if inbox else desk_address(), ticket_id, delivery_id)


def answer_address(inbox: Inbox | None, ticket_id: int, delivery_id: int) -> str:
    """Where answers go. An address that is no inbox's may know no part after +, so it goes without the token."""
    other = inbox.setting("reply_to") if inbox else ""
    if not other:
        return return_address(inbox, ticket_id, delivery_id)
    if Inbox.objects.filter(channel="email", address=other, is_active=True).exists():
        return _with_token(inbox, other, ticket_id, delivery_id)
    return other


def _with_token(inbox: Inbox | None, address: str, ticket_id: int, delivery_id: int) -> str:
    """`care+token@shop.example`, or the plain address where the mail host knows no part after the plus."""
    if inbox and not inbox.setting("has_tokens"):
        return address
    local, _at, domain = address.rpartition("@")
    return f"{local}+{token.sign(ticket_id, delivery_id)}@{domain}"


def queue_archive_copy(message: Message, *, not_before: datetime | None = None) -> None:
    """Send the inbox's archive, if it has one, a blind copy of what an agent wrote; in the caller's transaction."""
    inbox = mail_inbox_of(message.ticket)
    archive = inbox.setting("archive") if inbox else ""
    if archive:
        queue_delivery(
            message, channel="email", recipient=archive, purpose=ARCHIVE, role=Role.BCC, not_before=not_before
        )
