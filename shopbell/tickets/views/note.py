"""POST /desk/tickets/<id>/notes/ with text, client_id and uploads writes a note; once per client_id."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..draft import DraftConflict
from ..note import write_note
from .composed import Composed, answer_sent
from .draft import answer_conflict
from .head import find_ticket


@agent_view(Permission.TICKET_NOTE)
@require_POST
def notes(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    composed = Composed.of(request)
    try:
        note = write_note(
            ticket,
            composed.text,
            by=request.user,
            client_id=composed.client_id,
            uploads=composed.uploads,
            draft_version=composed.draft_version,
            macro_ids=composed.macro_ids,
        )
    except DraftConflict as conflict:
        return answer_conflict(conflict)
    return answer_sent(request, note)
