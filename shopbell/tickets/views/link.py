"""Links: GET /desk/tickets/<id>/links/ shows and finds, POST other=<id> with kind=… links, with unlink=1 parts.

POST ?undo=<id> parts, too: that is what the Undo after linking asks for.
"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key

from ..link import FOR_AGENTS, link_tickets, linked_to, unlink_tickets
from ..ticket import Ticket
from .head import done, find_ticket
from .merge import choices


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def links(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    if request.method == "POST":
        return _change(request, ticket)
    query = request.GET.get("q", "")
    context = {
        "ticket": ticket,
        "linked": linked_to(ticket, request.user),
        "kinds": FOR_AGENTS,
        "query": query,
        "choices": choices(request, ticket, query),
    }
    is_search = request.headers.get("HX-Target") == "ticket-choices"
    template = "_link_choices" if is_search else "_links" if request.headers.get("HX-Request") else "links"
    return render(request, f"tickets/{template}.html", context)


def _change(request: AgentRequest, ticket: Ticket) -> HttpResponse:
    number = row_key(request.POST.get("other") or request.GET.get("undo", ""))
    other = get_object_or_404(Ticket.objects.visible_to(request.user), pk=number)
    if request.POST.get("unlink") or request.GET.get("undo"):
        unlink_tickets(ticket, other, by=request.user)
        return done(request, ticket.pk, said=_("The link was removed."))
    kind = request.POST.get("kind", "")
    if kind not in FOR_AGENTS:
        raise Refused(_("Choose what the other ticket is to this one."))
    link_tickets(ticket, other, kind, by=request.user)
    undo = f"{reverse('ticket-links', args=[ticket.pk])}?undo={other.pk}"
    return done(request, ticket.pk, said=_("Linked to #%(number)s.") % {"number": other.pk}, undo=undo)
