"""POST /desk/tickets/<id>/notes/ with text, client_id and uploads writes a note; once per client_id."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused

from ..attachment import attach_uploads
from ..message import add_note
from .composed import Composed, answer_sent
from .head import find_ticket


@agent_view(Permission.TICKET_NOTE)
@require_POST
def notes(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    composed = Composed.of(request)
    if not composed.text.strip() and not composed.uploads:
        raise Refused("Write something, or attach a file.")
    note, is_new = add_note(ticket, composed.text, by=request.user, client_id=composed.client_id)
    if is_new:
        attach_uploads(note, composed.uploads, uploaded_by=f"agent-{request.user.pk}")
    return answer_sent(request, note)
