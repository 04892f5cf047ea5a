"""Why was I (not) told? Of everything at /desk/profile/notifications/ledger/, of a ticket at …/<id>/why/."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.tickets.ticket import Ticket

from ..ledger import accounts_in, accounts_of


@agent_view(None)
@require_GET
def ledger(request: AgentRequest) -> HttpResponse:
    accounts, older = accounts_of(request.user, row_key(request.GET.get("before", "")) or None)
    return render(
        request, "notifications/ledger.html", {"accounts": accounts, "older": older, "ticket": None}
    )


@agent_view(None)
@require_GET
def why(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), pk=ticket_id)
    context = {"accounts": accounts_in(ticket, request.user), "older": None, "ticket": ticket}
    return render(request, "notifications/ledger.html", context)
