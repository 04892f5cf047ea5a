"""GET /desk/tickets/<id>/people/?q=: colleagues who may read the ticket, for @ in a note; at most eight, as JSON."""

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from .head import find_ticket

MOST = 8


@agent_view(Permission.TICKET_NOTE)
@require_GET
def people(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """`q` is how the name, one of its words, or the address begins. `call` is what the note has to say."""
    ticket = find_ticket(request, ticket_id)
    begun = request.GET.get("q", "").strip()[:60]
    agents = Agent.objects.filter(is_active=True).exclude(pk=request.user.pk)
    if begun:
        agents = agents.filter(
            Q(name__istartswith=begun) | Q(name__icontains=f" {begun}") | Q(email__istartswith=begun)
        )
    mates = set(ticket.team.memberships.values_list("agent_id", flat=True)) if ticket.team else set()
    found = agents.select_related("role").prefetch_related("memberships").order_by("name", "pk")[:50]
    readers = ticket.readers_among(found)
    ranked = sorted(
        (agent for agent in found if agent.pk in readers), key=lambda agent: agent.pk not in mates
    )
    shown = [
        {"id": agent.pk, "name": str(agent), "call": agent.name or agent.email.partition("@")[0]}
        for agent in ranked[:MOST]
    ]
    return JsonResponse({"people": shown})
