"""Assignment: which agent owns a ticket, and which team's queue it is in."""

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.handover import is_staying
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team
from shopbell.core.errors import Refused

from .event import Event, Verb, record
from .ticket import Ticket
from .undo import changed_since, reverses


@transaction.atomic
def assign_ticket(
    ticket: Ticket, agent: Agent | None, *, by=None, cause: Event | None = None, **data
) -> Event | None:
    """Give `ticket` to `agent`, or (None) back to its queue; the same again leaves no trace (None).

    Raises Refused for an agent who may no longer sign in.
    """
    ticket.lock()
    if ticket.assignee_id == (agent.pk if agent else None):
        return None
    if agent and not is_staying(agent.pk):
        raise Refused(_("%(agent)s can no longer sign in. Choose somebody else.") % {"agent": agent})
    before = ticket.assignee
    data |= {"before": str(before) if before else "", "before_id": before.pk if before else None}
    ticket.assignee = agent
    ticket.save(update_fields=["assignee", "updated_at"])
    if agent:
        return record(ticket, Verb.ASSIGNED, by=by, cause=cause, to=str(agent), to_id=agent.pk, **data)
    return record(ticket, Verb.UNASSIGNED, by=by, cause=cause, **data)


@transaction.atomic
def move_to_team(
    ticket: Ticket, team: Team | None, *, by=None, cause: Event | None = None, **data
) -> Event | None:
    """Put `ticket` into the queue of `team`; the same again leaves no trace (None)."""
    ticket.lock()
    if ticket.team_id == (team.pk if team else None):
        return None
    data |= {"before": str(ticket.team or ""), "before_id": ticket.team_id}
    ticket.team = team
    ticket.save(update_fields=["team", "updated_at"])
    now = {"team": str(team) if team else "", "team_id": team.pk if team else None}
    return record(ticket, Verb.MOVED, by=by, cause=cause, **now, **data)


@transaction.atomic
def place_ticket(ticket: Ticket, *, agent: Agent | None = None, team: Team | None = None, by) -> Event | None:
    """Give `ticket` to `agent`; or put it into the queue of `team`, where nobody has it yet.

    Returns the event that says so, None when it is there already; what follows from it names it as its cause.
    """
    if agent is not None:
        return assign_ticket(ticket, agent, by=by)
    moved = move_to_team(ticket, team, by=by)
    freed = assign_ticket(ticket, None, by=by, cause=moved)
    return moved or freed


@reverses(Verb.ASSIGNED, Verb.UNASSIGNED, permission=Permission.TICKET_ASSIGN)
def _assign_back(ticket: Ticket, event: Event, *, by) -> None:
    before_id = event.data["before_id"]
    before = Agent.objects.filter(pk=before_id).first() if before_id else None
    if ticket.assignee_id != event.data.get("to_id") or bool(before_id) != bool(before):
        raise changed_since()
    assign_ticket(ticket, before, by=by, undoes=event.pk)


@reverses(Verb.MOVED, permission=Permission.TICKET_ASSIGN)
def _move_back(ticket: Ticket, event: Event, *, by) -> None:
    before_id = event.data["before_id"]
    before = Team.objects.filter(pk=before_id).first() if before_id else None
    if ticket.team_id != event.data["team_id"] or bool(before_id) != bool(before):
        raise changed_since()
    move_to_team(ticket, before, by=by, undoes=event.pk)
