"""POST /desk/messages/<id>/reactions/ with emoji=👍 puts it on or takes it off; answers with the row of reactions."""

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..reaction import reactions_on, toggle_reaction
from .message import find_message


@agent_view(Permission.TICKET_REPLY)
@require_POST
def reactions(request: AgentRequest, message_id: int) -> HttpResponse:
    message = find_message(request, message_id)
    emoji = request.POST.get("emoji", "")
    try:
        toggle_reaction(message, emoji, by=request.user)
    except ValueError:
        return HttpResponseBadRequest(_("Unknown reaction."))
    context = {"message": message, "reactions": reactions_on(message, request.user)}
    return render(request, "tickets/_reactions.html", context)
