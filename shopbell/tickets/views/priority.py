"""POST /desk/tickets/<id>/priority/ with priority=1…4; answers with the head."""

from django.http import HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..ticket import Priority, prioritize_ticket
from .head import change


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def priority(request: AgentRequest, ticket_id: int) -> HttpResponse:
    chosen = request.POST.get("priority", "")
    if chosen not in map(str, Priority.values):
        return HttpResponseBadRequest(_("Unknown priority."))
    return change(request, ticket_id, lambda ticket: prioritize_ticket(ticket, int(chosen), by=request.user))
