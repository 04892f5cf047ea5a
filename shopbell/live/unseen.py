"""Who looks into a ticket unseen leaves a line in its timeline, where the house asks for that (Settings › Presence).

Colleagues do not read the line; who may look unseen themselves does, and so does the export.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from shopbell.accounts.availability import unseen_agents
from shopbell.accounts.presence_policy import PresencePolicy
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.ticket import Ticket

ONCE_IN = timedelta(minutes=30)  # a line that was lost and comes back is one look


@transaction.atomic
def note_unseen(looks: Iterable[tuple[int, int]], now: datetime) -> None:
    """Of `looks`, pairs of the keys of agents and tickets, note those of agents who look unseen."""
    pairs = list(looks)
    unseen = unseen_agents().in_bulk({agent_id for agent_id, _ in pairs})
    if not unseen or not PresencePolicy.current().is_noted:
        return
    tickets = Ticket.objects.in_bulk({ticket_id for agent_id, ticket_id in pairs if agent_id in unseen})
    for agent_id, ticket_id in pairs:
        agent, ticket = unseen.get(agent_id), tickets.get(ticket_id)
        if agent and ticket and ticket.assignee_id != agent_id and not _is_noted(ticket, agent_id, now):
            record(ticket, Verb.LOOKED_UNSEEN, by=agent)


def _is_noted(ticket: Ticket, agent_id: int, now: datetime) -> bool:
    lately = Event.objects.filter(ticket=ticket, created_at__gt=now - ONCE_IN)
    return lately.filter(verb=Verb.LOOKED_UNSEEN, agent_id=agent_id).exists()
