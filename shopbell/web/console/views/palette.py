"""The palette's choices, and the visits that it remembers."""

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.search.visit import note_visit
from shopbell.tickets.ticket import Ticket

from ..palette import palette_of

PLACE = re.compile(r"(?:ticket|customer|view|settings)-[a-z0-9-]{1,60}")


@agent_view(None)
@require_GET
def palette(request: AgentRequest) -> HttpResponse:
    """GET /desk/palette/?q=…, with ticket=<id> for the one that is open."""
    number = row_key(request.GET.get("ticket", ""))
    ticket = None
    if number and request.user.may(Permission.TICKET_NOTE):
        ticket = Ticket.objects.visible_to(request.user).filter(pk=number).first()
    groups = palette_of(request.user, request.GET.get("q", ""), ticket)
    return render(request, "console/_palette.html", {"groups": groups})


@agent_view(None)
@require_POST
def visits(request: AgentRequest) -> HttpResponse:
    """POST /desk/visits/ with place=ticket-7. What the agent may not see is remembered in vain: it is never shown."""
    place = request.POST.get("place", "")
    if PLACE.fullmatch(place):
        note_visit(request.user, place)
    return HttpResponse(status=204)
