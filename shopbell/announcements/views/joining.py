"""/desk/tickets/<id>/incident/: which incident a ticket is about; GET is its card in the panel, POST says another."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.head import find_ticket

from ..incident import Incident
from ..joining import find_incident, join_incident, offered


def incident_context(ticket: Ticket, agent: Agent) -> dict:
    """What `tickets/_incident.html` needs: what it is about, and what else it may be about."""
    about = Incident.objects.filter(joined__ticket=ticket).first()
    may_update = agent.may(Permission.TICKET_UPDATE)
    return {"ticket": ticket, "about_incident": about, "incidents": offered() if may_update else []}


@agent_view(None)
@require_http_methods(["GET", "HEAD", "POST"])
def ticket_incident(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    if request.method == "POST":
        request.user.require(Permission.TICKET_UPDATE)
        value = request.POST.get("incident", "")
        join_incident(ticket, find_incident(value) if value else None, by=request.user)
        if not request.headers.get("HX-Request"):
            return redirect("ticket", ticket.pk)
    return render(request, "tickets/_incident.html", incident_context(ticket, request.user))
