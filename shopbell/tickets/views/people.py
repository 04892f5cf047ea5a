"""GET /desk/tickets/<id>/people/?q=: colleagues who may read the ticket, for @ in a note; at most eight, as JSON."""

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..ticket import Ticket
from .head import find_ticket

MOST = 8


@agent_view(Permission.TICKET_NOTE)
@require_GET
def people(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """`q` is how the name, one of its words, or the address begins. `call` is what the note has to say."""
    ticket = find_ticket(request, ticket_id)
    begun = request.GET.get("q", "").strip()[:60]
    agents = Agent.objects.filter(is_active=True).exclude(pk=request.user.pk).select_related("role")
    if begun:
        agents = agents.filter(
            Q(name__istartswith=begun) | Q(name__icontains=f" {begun}") | Q(email__istartswith=begun)
        )
    mates = set(ticket.team.memberships.values_list("agent_id", flat=True)) if ticket.team else set()
    ranked = sorted(agents.order_by("name", "pk")[:50], key=lambda agent: agent.pk not in mates)
    readers = (agent for agent in ranked if Ticket.objects.visible_to(agent).filter(pk=ticket.pk).exists())
    shown = [
        {"id": agent.pk, "name": str(agent), "call": agent.name or agent.email.partition("@")[0]}
        for agent, _place in zip(readers, range(MOST), strict=False)
    ]
    return JsonResponse({"people": shown})
