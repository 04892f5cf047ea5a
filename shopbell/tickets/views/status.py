"""POST /desk/tickets/<id>/status/ with status=solved; answers with the head."""

from django.http import HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..status import Status, set_status
from .head import change


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def status(request: AgentRequest, ticket_id: int) -> HttpResponse:
    chosen = request.POST.get("status", "")
    if chosen not in Status.values:
        return HttpResponseBadRequest(_("Unknown status."))
    return change(request, ticket_id, lambda ticket: set_status(ticket, chosen, by=request.user))
