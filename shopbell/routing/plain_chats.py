"""Chats of a team that is not routed: the desk gives them to whom the customer knows, else to who has the fewest
(`channels/chat/manned.py`). Here stands why, as it was decided; nobody was scored, so no part has points.
"""

from shopbell.accounts.agent import Agent
from shopbell.channels.chat.manned import Grounds
from shopbell.tickets.event import Event
from shopbell.tickets.ticket import Ticket

from .assignment_reason import AssignmentReason, Parts
from .fallback import tell_of_colleague
from .wish import Wish


def keep_why(ticket: Ticket, agent: Agent, event: Event, grounds: Grounds) -> None:
    """Keep why `agent` has it, and tell a customer who expected somebody else. Needs a transaction."""
    tell_of_colleague(ticket, agent)
    parts = _parts(ticket, agent, grounds)
    AssignmentReason.objects.create(ticket=ticket, event=event, agent=agent, parts=parts)


def _parts(ticket: Ticket, agent: Agent, grounds: Grounds) -> Parts:
    if grounds.is_known:
        is_asked = Wish.objects.filter(ticket=ticket, agent=agent).exists()
        return [{"code": "asked" if is_asked else "usual", "data": {}}]
    if grounds.is_alone:
        return [{"code": "alone", "data": {}}]
    return [{"code": "fewest", "data": {"count": grounds.held}}]
