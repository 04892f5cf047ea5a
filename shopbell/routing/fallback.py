"""Somebody else answers than the customer asked for, or than they know: in a chat they are told so, once.

The sentence is the routing's own and ends no wait. By mail the answer itself says who writes.
"""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability
from shopbell.accounts.team import Membership
from shopbell.channels.chat.manned import ROUTING
from shopbell.channels.chat.session import ChatSession
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.inbox import inbox_of
from shopbell.tickets.message import Message, write_reply
from shopbell.tickets.ticket import Ticket

from .need import usual_of
from .team_routing import TeamRouting, routing_of
from .wish import Wish


def tell_of_colleague(ticket: Ticket, agent: Agent) -> Message | None:
    """Say in the chat of `ticket` that `agent` answers instead of somebody who is not there.

    None where nobody is, and where the customer has left: the sentence alone would reach them as a mail.
    """
    if ticket.channel != "chat":
        return None
    routing = routing_of(ticket.team_id)
    if not routing.tells_customer:
        return None
    wished = Wish.objects.filter(ticket=ticket).values_list("agent_id", flat=True).first()
    expected = wished or _usual_of_team(ticket, routing)
    if expected in (None, agent.pk) or Message.objects.filter(ticket=ticket, rule=ROUTING).exists():
        return None
    if Availability.objects.available(timezone.now()).filter(agent=expected).exists():
        return None
    if not _is_still_there(ticket):
        return None
    with translation.override(language_for(ticket, inbox_of(ticket))):
        said = _(
            "%(absent)s is not here right now. %(agent)s helps you and can read all that was written before."
        )
        names = {"absent": Agent.objects.get(pk=expected).first_name, "agent": agent.first_name}
        text = said % names
    return write_reply(ticket, text, by=ROUTING, channel="chat", is_answer=False)[0]


def _usual_of_team(ticket: Ticket, routing: TeamRouting) -> int | None:
    """Whom the customer may expect: who helped them last, if it is somebody who could help here."""
    usual = usual_of(ticket, routing, timezone.now())
    if usual is None or ticket.team_id is None:
        return usual
    return usual if Membership.objects.filter(agent=usual, team=ticket.team_id).exists() else None


def _is_still_there(ticket: Ticket) -> bool:
    """Whether the chat is fresh, or somebody has it open."""
    chats = ChatSession.objects.filter(ticket=ticket).prefetch_related("visitors")
    return ticket.first_replied_at is None or any(chat.is_present(timezone.now()) for chat in chats)
