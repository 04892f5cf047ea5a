"""What a ticket was about, asked right after it was solved: GET is the dialog, suggestions chosen, POST says it.

Whoever does not know puts it off; the ticket is solved either way.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.tickets.reason import ContactReason, classify_ticket
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.head import done, find_ticket
from shopbell.tickets.views.reason import offered_reasons

from ..matter.policy import MatterPolicy, missing_of
from ..matter.suggestion import suggest_order, suggest_reason
from ..matter.surroundings import surroundings_of
from ..order import Order
from ..ticket_order import link_order


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def matter_question(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST reason=<id> and order=<id>, each or both empty: what is chosen is said, the rest stays open."""
    ticket = find_ticket(request, ticket_id)
    if request.method == "POST":
        return _say(request, ticket)
    missing = missing_of(ticket, MatterPolicy.current())
    around = surroundings_of(ticket, request.user)
    context = {
        "ticket": ticket,
        "stages": offered_reasons() if missing.reason else [],
        "orders": around.orders if missing.order else [],
        "suggested_reason": suggest_reason(around) if missing.reason else None,
        "suggested_order": suggest_order(around) if missing.order else None,
    }
    return render(request, "shop/_matter_question.html", context)


def _say(request: AgentRequest, ticket: Ticket) -> HttpResponse:
    reason = ContactReason.objects.filter(pk=_chosen(request, "reason")).select_related("parent").first()
    order = Order.objects.visible_to(request.user).filter(pk=_chosen(request, "order")).first()
    if reason:
        classify_ticket(ticket, reason, by=request.user)
    if order and order.customer_id == ticket.customer_id:
        link_order(ticket, order, by=request.user)
    return done(request, ticket.pk, said=_("Noted.") if reason or order else _("Nothing was chosen."))


def _chosen(request: HttpRequest, name: str) -> int:
    return row_key(request.POST.get(name, ""))
