"""Custom fields of a ticket: GET /desk/tickets/<id>/fields/ is their card in the panel, POST …/<field>/ fills one."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused

from ..field import CustomField
from ..field_value import fields_of, fill_field, parse_value
from ..ticket import Ticket
from .head import find_ticket


def fields_context(ticket: Ticket, agent) -> dict:
    """What `tickets/_fields.html` needs."""
    return {"ticket": ticket, "agent": agent, "fields": fields_of(ticket, agent)}


@agent_view(None)
@require_GET
def fields(request: AgentRequest, ticket_id: int) -> HttpResponse:
    context = fields_context(find_ticket(request, ticket_id), request.user)
    return render(request, "tickets/_fields.html", context)


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def field(request: AgentRequest, ticket_id: int, field_id: int) -> HttpResponse:
    """POST value=…, more than once for several of a list; answers with the card (422 with why not)."""
    ticket = find_ticket(request, ticket_id)
    shown = CustomField.objects.offered().shown_to(request.user)
    chosen, given = get_object_or_404(shown, pk=field_id), request.POST.getlist("value")
    error = ""
    try:
        fill_field(ticket, chosen, parse_value(chosen, given), by=request.user)
    except Refused as refusal:
        error = str(refusal)
    if not request.headers.get("HX-Request"):
        if error:
            messages.error(request, error)
        return redirect("ticket", ticket.pk)
    context = fields_context(ticket, request.user)
    if error:
        context["fields"] = [
            replace(each, error=error, typed=given[0]) if each.field == chosen else each
            for each in context["fields"]
        ]
    return render(request, "tickets/_fields.html", context, status=422 if error else 200)
