"""GET /desk/tickets/<id>/files/: the pictures and files of a ticket, as a dialog or a page; start=<n> goes on."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shopbell.accounts.view import AgentRequest, agent_view

from ..gallery import gallery_of
from .head import find_ticket


@agent_view(None)
@require_GET
def files(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket, start = find_ticket(request, ticket_id), request.GET.get("start", "")
    has_start = start.isdecimal() and len(start) < 7
    gallery = gallery_of(ticket, start=int(start) if has_start else 0)
    template = (
        "_gallery_part" if has_start else "_gallery" if request.headers.get("HX-Request") else "gallery"
    )
    return render(request, f"tickets/{template}.html", {"ticket": ticket, "gallery": gallery})
