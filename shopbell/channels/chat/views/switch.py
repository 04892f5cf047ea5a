"""GET /desk/tickets/<id>/switch/ offers to move the conversation to e-mail or into the chat; POST to=… text=… does."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.tickets.views.head import find_ticket

from ..switching import CHAT, EMAIL, move_to_chat, move_to_mail, sentence_for, ways_on

MOVES = {EMAIL: move_to_mail, CHAT: move_to_chat}


@agent_view(Permission.TICKET_REPLY)
@require_http_methods(["GET", "POST"])
def switch(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    if request.method == "GET":
        to = next(iter(ways_on(ticket)), "")
        context = {"ticket": ticket, "to": to, "text": sentence_for(ticket, to) if to else ""}
        dialog = "chat/switch.html"
        template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
        return render(request, template, {**context, "dialog": dialog})
    move = MOVES.get(request.POST.get("to", ""))
    if move is None:
        raise Refused(_("Choose where the conversation goes on."))
    move(ticket, request.POST.get("text", ""), by=request.user)
    messages.success(request, _("Moved, and told to the customer."))
    # the whole page anew: the composer answers by another channel now
    return (
        HttpResponse(headers={"HX-Refresh": "true"})
        if request.headers.get("HX-Request")
        else redirect("ticket", ticket.pk)
    )
