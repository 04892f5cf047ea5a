"""POST /desk/messages/<id>/translation/ has a message translated into the agent's own language."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shopbell.accounts.view import AgentRequest, agent_view

from ..translation import translate_message
from .message import find_message


@agent_view(None)
@require_POST
def translation(request: AgentRequest, message_id: int) -> HttpResponse:
    """What it says stands below the message when the service has answered; the thread is told by itself."""
    message = find_message(request, message_id)
    translate_message(message, by=request.user)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Trigger": "ticket-changed"})
    return redirect("message", message.pk)
