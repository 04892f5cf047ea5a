"""GET /desk/tickets/<id>/rules/: what rules did to the ticket, and why others did not."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.tickets.views.head import find_ticket

from ..trace import how_many_idle, runs_told, what_lacks


@agent_view(None)
@require_GET
def trace(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    context = {"ticket": ticket, "runs": runs_told(ticket), "others": what_lacks(ticket, timezone.now())}
    context["idle"] = how_many_idle(ticket)
    template = "_trace" if request.headers.get("HX-Request") else "trace"
    return render(request, f"automation/{template}.html", context)
