"""What a ticket is about: POST …/stage/ corrects the stage, …/complexity/ says how complex it is, …/concerned/ finds
products and links them.

The forms answer with the card, 422 with the sentence when something was refused, and offer the way back.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_trigger
from shopbell.tickets.complexity import choose_complexity
from shopbell.tickets.complexity_factor import LEVELS
from shopbell.tickets.reason import Stage
from shopbell.tickets.stage import choose_stage
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.head import find_ticket
from shopbell.tickets.views.undo import offer_undo

from ..matter.card import matter_context
from ..matter.ticket_product import link_product, unlink_product
from ..product import Product
from ..product_search import find_products

FOUND = 12


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def stage(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST stage=after, or empty to leave it to the desk."""
    chosen = request.POST.get("stage", "")
    if chosen and chosen not in Stage.values:
        return HttpResponseBadRequest(_("Unknown stage."))
    return _change(request, ticket_id, lambda ticket: choose_stage(ticket, chosen or None, by=request.user))


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def complexity(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST complexity=complex, or empty to leave it to the desk."""
    chosen = request.POST.get("complexity", "")
    if chosen and chosen not in LEVELS:
        return HttpResponseBadRequest(_("There is no such level."))
    by = request.user
    return _change(request, ticket_id, lambda ticket: choose_complexity(ticket, chosen or None, by=by))


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def products(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET is the menu, with q=… products by name or article number; POST product=<id> links one."""
    if request.method == "POST":
        return _change(
            request, ticket_id, lambda ticket: link_product(ticket, _chosen(request), by=request.user)
        )
    ticket, query = find_ticket(request, ticket_id), request.GET.get("q", "").strip()[:200]
    template = "shop/_product_choices.html" if "q" in request.GET else "shop/_product_menu.html"
    return render(
        request, template, {"ticket": ticket, "choices": find_products(query, FOUND) if query else []}
    )


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def unlink(request: AgentRequest, ticket_id: int, product_id: int) -> HttpResponse:
    product = get_object_or_404(Product, pk=product_id)
    return _change(request, ticket_id, lambda ticket: unlink_product(ticket, product, by=request.user))


def _chosen(request: AgentRequest) -> Product:
    """Raises Refused where the return key was pressed before a product was chosen."""
    chosen = Product.objects.filter(pk=row_key(request.POST.get("product", ""))).first()
    if chosen is None:
        raise Refused(_("Choose the product from the list."))
    return chosen


def _change(request: AgentRequest, ticket_id: int, verb: Callable[[Ticket], object]) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    error, event = "", None
    try:
        event = verb(ticket)
    except Refused as refusal:
        error = str(refusal)
    if not request.headers.get("HX-Request"):
        if error:
            messages.error(request, error)
        return redirect("ticket", ticket.pk)
    context = matter_context(find_ticket(request, ticket_id), request.user, error=error)
    answer = render(request, "shop/_matter.html", context, status=422 if error else 200)
    add_trigger(answer, "ticket-changed")
    offer_undo(answer, event)
    return answer
