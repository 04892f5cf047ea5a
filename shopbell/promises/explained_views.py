"""POST /desk/messages/<id>/explained-again/ marks that the customer had to explain again, or that they had not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.toast import add_toast
from shopbell.tickets.views.message import find_message

from .explained_again import toggle


@agent_view(Permission.TICKET_REPLY)
@require_POST
def explained_again(request: AgentRequest, message_id: int) -> HttpResponse:
    message = find_message(request, message_id)
    had_to = toggle(message, by=request.user)
    said = _("Counted: the customer had to explain again.") if had_to else _("Counted no more.")
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        add_toast(answer, said, undo=reverse("message-explained-again", args=[message.pk]))
        return answer
    messages.success(request, said)
    return redirect("ticket", message.ticket_id)
