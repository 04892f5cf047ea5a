"""Why the customer writes: GET /desk/tickets/<id>/reason/ is the menu, POST reason=<id> (or empty) classifies."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key

from ..reason import ContactReason, Stage, classify_ticket
from .head import change, find_ticket


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def reason(request: AgentRequest, ticket_id: int) -> HttpResponse:
    if request.method == "GET":
        context = {"ticket": find_ticket(request, ticket_id), "stages": offered_reasons()}
        return render(request, "tickets/menus/reason.html", context)
    chosen = request.POST.get("reason", "")
    picked = get_object_or_404(ContactReason, pk=row_key(chosen)) if chosen else None
    return change(request, ticket_id, lambda ticket: classify_ticket(ticket, picked, by=request.user))


def offered_reasons() -> list[tuple[str, list[ContactReason]]]:
    """The offered reasons under the title of their stage, details right after what they are part of."""
    offered = ContactReason.objects.filter(is_active=True).select_related("parent")
    order = {stage: index for index, stage in enumerate(Stage.values)}

    def place(reason: ContactReason) -> tuple:
        above = reason.parent or reason
        return (
            order[reason.stage],
            above.position,
            above.pk,
            reason.parent_id is not None,
            reason.position,
            reason.pk,
        )

    ordered = sorted(offered, key=place)
    return [
        (str(Stage(stage).label), list(some)) for stage, some in groupby(ordered, lambda reason: reason.stage)
    ]
