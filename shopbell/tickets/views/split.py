"""GET /desk/messages/<id>/split/ asks how much goes, POST with subject=… and later=1 splits it into a new ticket."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..split import split_ticket
from .merge import go_to
from .message import find_message


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def split(request: AgentRequest, message_id: int) -> HttpResponse:
    message = find_message(request, message_id)
    if request.method == "GET":
        template = "_split" if request.headers.get("HX-Request") else "split"
        return render(request, f"tickets/{template}.html", {"message": message, "ticket": message.ticket})
    and_later = bool(request.POST.get("later"))
    old = message.ticket
    new = split_ticket(message, and_later=and_later, subject=request.POST.get("subject", ""), by=request.user)
    # merging it back is the undo
    undo = f"{reverse('ticket-merge', args=[new.pk])}?into={old.pk}&across=1"
    return go_to(request, new, said=_("Split off into #%(number)s.") % {"number": new.pk}, undo=undo)
