"""GET /desk/tickets/<id>/more/: the items of the menu "More"."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shopbell.accounts.view import AgentRequest, agent_view

from ..more import more_context
from .head import find_ticket


@agent_view(None)
@require_GET
def more(request: AgentRequest, ticket_id: int) -> HttpResponse:
    return render(
        request, "tickets/menus/more.html", more_context(find_ticket(request, ticket_id), request.user)
    )
