"""POST /desk/tickets/<id>/no-duplicate/<other>/: the two are not the same; with undo=1 perhaps they are after all."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.toast import add_toast, add_trigger

from ..duplicate import dismiss_duplicate, recall_duplicate
from ..ticket import Ticket
from .head import find_ticket


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def no_duplicate(request: AgentRequest, ticket_id: int, other_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    other = get_object_or_404(Ticket.objects.visible_to(request.user), pk=other_id)
    is_undo = "undo" in request.GET
    if is_undo:
        recall_duplicate(ticket, other)
    else:
        dismiss_duplicate(ticket, other, by=request.user)
    if not request.headers.get("HX-Request"):
        return redirect("ticket", ticket.pk)
    answer = HttpResponse(status=204)
    add_trigger(answer, "ticket-changed")
    back = reverse("ticket-no-duplicate", args=[ticket.pk, other.pk]) + "?undo=1"
    if is_undo:
        add_toast(answer, _("Undone."))
    else:
        add_toast(answer, _("The two are no longer suggested as the same."), undo=back)
    return answer
