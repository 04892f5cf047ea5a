"""POST /desk/messages/<id>/not-a-forward/: the mail is the agent's own; with redo=1 it is a customer's after all."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.toast import add_toast, add_trigger
from shopbell.tickets.views.message import find_message

from ..joining.not_passed_on import undo_passing_on
from ..joining.passed_on import PassedMail


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def not_a_forward(request: AgentRequest, message_id: int) -> HttpResponse:
    message, is_redone = find_message(request, message_id), "redo" in request.GET
    undo_passing_on(get_object_or_404(PassedMail, pk=message.pk), by=request.user, is_redone=is_redone)
    if not request.headers.get("HX-Request"):
        return redirect("ticket", message.ticket_id)
    answer = HttpResponse(status=204)
    add_trigger(answer, "ticket-changed")
    back = reverse("message-not-a-forward", args=[message_id])
    if is_redone:
        add_toast(answer, _("The customer is taken from the forwarded mail."), undo=back)
    else:
        add_toast(answer, _("It is the agent's own mail now."), undo=f"{back}?redo=1")
    return answer
