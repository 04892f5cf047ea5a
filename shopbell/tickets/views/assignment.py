"""Who has a ticket: GET …/assignment/ and …/team/ are the menus, POST assigns or moves."""

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key

from ..assignment import assign_ticket, move_to_team
from .head import change, find_ticket


@agent_view(Permission.TICKET_ASSIGN)
@require_http_methods(["GET", "POST"])
def assignment(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST assignee=<id>, or empty to give it back to the queue."""
    if request.method == "GET":
        return render(request, "tickets/menus/assignee.html", _people(request, ticket_id))
    chosen = request.POST.get("assignee", "")
    agent = get_object_or_404(Agent, pk=row_key(chosen)) if chosen else None
    return change(request, ticket_id, lambda ticket: assign_ticket(ticket, agent, by=request.user))


@agent_view(Permission.TICKET_ASSIGN)
@require_http_methods(["GET", "POST"])
def team(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST team=<id>, or empty for no team."""
    if request.method == "GET":
        ticket = find_ticket(request, ticket_id)
        return render(request, "tickets/menus/team.html", {"ticket": ticket, "teams": Team.objects.all()})
    chosen = request.POST.get("team", "")
    target = get_object_or_404(Team, pk=row_key(chosen)) if chosen else None
    return change(request, ticket_id, lambda ticket: move_to_team(ticket, target, by=request.user))


def _people(request: AgentRequest, ticket_id: int) -> dict:
    """Agents who may sign in: the ticket's team first, then by name, each with how they are."""
    ticket = find_ticket(request, ticket_id)
    agents = Agent.objects.filter(is_active=True).select_related("availability").order_by(F("name"), "pk")
    mates = set(ticket.team.memberships.values_list("agent_id", flat=True)) if ticket.team else set()
    people = sorted(agents, key=lambda agent: agent.pk not in mates)
    return {"ticket": ticket, "people": people, "mates": mates, "agent": request.user, "now": timezone.now()}
