"""What many tickets were about, asked after they were solved together: GET is the dialog, POST says it of all."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.bus import publish
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_toast, add_trigger
from shopbell.tickets.bulk import BulkRun
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.views.reason import offered_reasons

from ..matter.many import say_of_many, without_reason


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def matter_of_many(request: AgentRequest, run_id: int) -> HttpResponse:
    """POST reason=<id>, or empty: then nothing is said. A second click with the same `request_id` says nothing more."""
    run = get_object_or_404(BulkRun.objects.filter(agent=request.user), pk=run_id)
    if request.method == "GET":
        context = {
            "run": run, "count": without_reason(run).count(), "stages": offered_reasons(), "request_id": uuid.uuid4(),
        }  # fmt: skip
        return render(request, "shop/_matter_question.html", context)
    answer = HttpResponse(status=204)
    reason = ContactReason.objects.filter(pk=row_key(request.POST.get("reason", ""))).first()
    if reason:
        say_of_many(run, reason, by=request.user, request_id=_uuid(request.POST.get("request_id", "")))
        publish(f"agent-{request.user.pk}")
    add_toast(answer, _("Noted, ticket by ticket.") if reason else _("Nothing was chosen."))
    add_trigger(answer, "close-dialog")
    return answer


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
