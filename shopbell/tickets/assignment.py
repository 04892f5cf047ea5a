"""Assignment: which agent owns a ticket, and which team's queue it is in."""

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.handover import is_staying
from shopbell.accounts.team import Team
from shopbell.core.errors import Refused

from .event import Event, Verb, record
from .ticket import Ticket


@transaction.atomic
def assign_ticket(ticket: Ticket, agent: Agent | None, *, by=None, cause: Event | None = None) -> None:
    """Give `ticket` to `agent`, or (None) back to its queue; the same again leaves no trace.

    Raises Refused for an agent who may no longer sign in.
    """
    ticket.lock()
    if ticket.assignee_id == (agent.pk if agent else None):
        return
    if agent and not is_staying(agent.pk):
        raise Refused(_("%(agent)s can no longer sign in. Choose somebody else.") % {"agent": agent})
    before = ticket.assignee
    ticket.assignee = agent
    ticket.save(update_fields=["assignee", "updated_at"])
    if agent:
        record(ticket, Verb.ASSIGNED, by=by, cause=cause, to=str(agent), to_id=agent.pk)
    else:
        record(ticket, Verb.UNASSIGNED, by=by, cause=cause, before=str(before))


@transaction.atomic
def move_to_team(ticket: Ticket, team: Team | None, *, by=None, cause: Event | None = None) -> None:
    """Put `ticket` into the queue of `team`; the same again leaves no trace."""
    ticket.lock()
    if ticket.team_id == (team.pk if team else None):
        return
    ticket.team = team
    ticket.save(update_fields=["team", "updated_at"])
    record(ticket, Verb.MOVED, by=by, cause=cause, team=str(team) if team else "")
