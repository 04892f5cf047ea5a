"""What becomes of open tickets when their agent or their team goes: each tells of it in its timeline."""

from shopbell.accounts.agent import Agent
from shopbell.accounts.team import Team

from .assignment import assign_ticket, move_to_team
from .status import UNSOLVED
from .ticket import Ticket


def count_open(agent: Agent) -> int:
    return Ticket.objects.filter(assignee=agent, status__in=UNSOLVED).count()


def agent_goes(agent: Agent, *, by) -> None:
    """Back to their queues, where others see them."""
    for ticket in Ticket.objects.filter(assignee=agent, status__in=UNSOLVED).order_by("pk"):
        assign_ticket(ticket, None, by=by)


def team_goes(team: Team, heir: Team | None, *, by) -> None:
    for ticket in Ticket.objects.filter(team=team, status__in=UNSOLVED).order_by("pk"):
        move_to_team(ticket, heir, by=by)
