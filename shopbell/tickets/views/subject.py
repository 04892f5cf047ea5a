"""POST /desk/tickets/<id>/subject/ with subject=…; answers with the head."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..ticket import rename_ticket
from .head import change


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def subject(request: AgentRequest, ticket_id: int) -> HttpResponse:
    words = request.POST.get("subject", "")
    return change(request, ticket_id, lambda ticket: rename_ticket(ticket, words, by=request.user))
