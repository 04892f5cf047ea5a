"""Tags of a ticket: GET /desk/tickets/<id>/tags/ is the menu; POST tag=<id> puts one on, untag=<id> takes it off.

POST make=<name> puts on one that is new; for those who keep the list.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key

from ..tag import Tag, make_tag, tag_ticket, untag_ticket
from .head import change, find_ticket


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def tags(request: AgentRequest, ticket_id: int) -> HttpResponse:
    may_make = request.user.may(Permission.SETTINGS_MANAGE)
    if request.method == "GET":
        ticket = find_ticket(request, ticket_id)
        on = set(ticket.tags.values_list("pk", flat=True))
        shown = {"ticket": ticket, "tags": Tag.objects.all(), "on": on, "may_make": may_make}
        return render(request, "tickets/menus/tags.html", shown)
    if "make" in request.POST:
        if not may_make:
            raise PermissionDenied
        name = request.POST["make"]
        return change(request, ticket_id, lambda ticket: tag_ticket(ticket, make_tag(name), by=request.user))
    verb = untag_ticket if "untag" in request.POST else tag_ticket
    chosen = request.POST.get("untag") or request.POST.get("tag", "")
    tag = get_object_or_404(Tag, pk=row_key(chosen))
    return change(request, ticket_id, lambda ticket: verb(ticket, tag, by=request.user))
