"""What becomes of tickets when their agent or their team goes: each tells of it in its timeline.

A team may have had a hundred thousand tickets, so they are locked, changed and told of in portions, never one by one.
"""

from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.team import Team

from .event import Verb
from .event_of_many import record_for_all
from .saved_view import SavedView
from .status import UNSOLVED
from .ticket import Ticket, TicketQuerySet


def count_open(agent: Agent) -> int:
    return _open_tickets(agent).count()


def agent_goes(agent: Agent, *, by) -> int:
    """Their open tickets go back to the queues, where others see them; returns how many those were."""
    count = 0
    for portion in _open_tickets(agent).locked_portions():
        Ticket.objects.filter(pk__in=portion).update(assignee=None, updated_at=timezone.now())
        record_for_all(portion, Verb.UNASSIGNED, by=by, before=str(agent))
        count += len(portion)
    return count


def team_goes(team: Team, heir: Team | None, *, by) -> None:
    """All tickets of `team`, solved ones too, move to `heir`, and its saved views."""
    for portion in Ticket.objects.filter(team=team).locked_portions():
        Ticket.objects.filter(pk__in=portion).update(team=heir, updated_at=timezone.now())
        record_for_all(portion, Verb.MOVED, by=by, team=str(heir) if heir else "")
    SavedView.objects.filter(team=team).update(team=heir)  # without an heir: back to who made them


def _open_tickets(agent: Agent) -> TicketQuerySet:
    return Ticket.objects.filter(assignee=agent, status__among=UNSOLVED)
