"""Somebody else answers than the customer asked for, or than they know: in a chat they are told so, once.

The sentence is the routing's own and ends no wait. By mail the answer itself says who writes.
"""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability
from shopbell.channels.chat.manned import ROUTING
from shopbell.tickets.message import Message, write_reply
from shopbell.tickets.ticket import Ticket

from .need import usual_of
from .team_routing import routing_of
from .wish import Wish


def tell_of_colleague(ticket: Ticket, agent: Agent) -> Message | None:
    """Say in the chat of `ticket` that `agent` answers instead of somebody who is not there; None where nobody is."""
    if ticket.channel != "chat":
        return None
    routing = routing_of(ticket.team_id)
    if not routing.tells_customer:
        return None
    wished = Wish.objects.filter(ticket=ticket).values_list("agent_id", flat=True).first()
    expected = wished or usual_of(ticket, routing, timezone.now())
    if expected in (None, agent.pk) or Message.objects.filter(ticket=ticket, rule=ROUTING).exists():
        return None
    if Availability.objects.available(timezone.now()).filter(agent=expected).exists():
        return None
    with translation.override(ticket.language or ticket.customer.language or translation.get_language()):
        said = _(
            "%(absent)s is not here right now. %(agent)s helps you and can read all that was written before."
        )
        names = {"absent": Agent.objects.get(pk=expected).first_name, "agent": agent.first_name}
        text = said % names
    return write_reply(ticket, text, by=ROUTING, channel="chat", is_answer=False)[0]
