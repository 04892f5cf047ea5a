"""Tags of a ticket: GET /desk/tickets/<id>/tags/ is the menu; POST tag=<id> puts one on, untag=<id> takes it off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..tag import Tag, tag_ticket, untag_ticket
from .head import change, find_ticket


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def tags(request: AgentRequest, ticket_id: int) -> HttpResponse:
    if request.method == "GET":
        ticket = find_ticket(request, ticket_id)
        on = set(ticket.tags.values_list("pk", flat=True))
        return render(
            request, "tickets/menus/tags.html", {"ticket": ticket, "tags": Tag.objects.all(), "on": on}
        )
    verb = untag_ticket if "untag" in request.POST else tag_ticket
    chosen = request.POST.get("untag") or request.POST.get("tag", "")
    tag = get_object_or_404(Tag, pk=chosen if chosen.isdecimal() else 0)
    return change(request, ticket_id, lambda ticket: verb(ticket, tag, by=request.user))
