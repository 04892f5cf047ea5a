"""One message: finding it, and taking it back within the seconds it is held."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..first_message import first_messages_of
from ..message import Message
from ..taking_back import take_back_reply
from ..ticket import Ticket
from .draft import draft_json


def find_message(request: AgentRequest, message_id: int) -> Message:
    """The message, if this agent may see its ticket; 404 otherwise."""
    visible = Ticket.objects.visible_to(request.user)
    return get_object_or_404(
        Message.objects.select_related("ticket").filter(ticket__in=visible), pk=message_id
    )


@agent_view(Permission.TICKET_REPLY)
@require_POST
def undo(request: AgentRequest, message_id: int) -> HttpResponse:
    """POST /desk/messages/<id>/undo/ takes the reply back; its words are a draft again.

    With `place`, where they stand now, when the ticket that they began is gone.
    """
    # asked again after an answer that got lost: the ticket is gone by then
    begun = first_messages_of(request.user).select_related("ticket").filter(pk=message_id).first()
    draft = take_back_reply(begun or find_message(request, message_id), by=request.user)
    if draft is None or draft.ticket_id:
        return JsonResponse({"draft": draft_json(draft)})
    place = reverse("new-message")
    answer = JsonResponse({"draft": draft_json(draft), "place": place})
    if request.headers.get("HX-Request"):
        answer.headers["HX-Redirect"] = place
    return answer
