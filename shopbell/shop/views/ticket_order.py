"""Orders of a ticket: POST …/orders/ with number=… links one, POST …/orders/<id>/unlink/ takes it off.

Both answer with the panel; without JavaScript they lead back to the ticket. GET …/orders/<id>/ is what another order of
its customer holds, once it is unfolded; without JavaScript it leads to the customer's orders.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.errors import Refused
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.undo import offer_undo

from ..order import Order
from ..panel import folded_order, panel_context
from ..ticket_order import link_order, order_numbered, unlink_order


@agent_view(Permission.ORDER_READ)
@agent_view(Permission.TICKET_UPDATE)
@require_POST
def orders(request: HttpRequest, ticket_id: int) -> HttpResponse:
    number = request.POST.get("number", "")[:200]

    def link(ticket: Ticket) -> object:
        return link_order(ticket, order_numbered(number, ticket, request.user), by=request.user)

    return _change(request, ticket_id, link, typed=number)


@agent_view(Permission.ORDER_READ)
@require_safe
def folded(request: HttpRequest, ticket_id: int, order_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), pk=ticket_id)
    if not request.headers.get("HX-Request"):
        return redirect("customer-orders", ticket.customer_id)
    context = folded_order(ticket, order_id, request.user, timezone.now())
    if context is None:
        raise Http404
    return render(request, "shop/_order_fold.html", {"ticket": ticket, **context})


@agent_view(Permission.ORDER_READ)
@agent_view(Permission.TICKET_UPDATE)
@require_POST
def unlink(request: HttpRequest, ticket_id: int, order_id: int) -> HttpResponse:
    order = get_object_or_404(Order.objects.visible_to(request.user), pk=order_id)
    return _change(request, ticket_id, lambda ticket: unlink_order(ticket, order, by=request.user))


def _change(
    request: HttpRequest, ticket_id: int, verb: Callable[[Ticket], object], typed: str = ""
) -> HttpResponse:
    ticket = get_object_or_404(
        Ticket.objects.visible_to(request.user).select_related("customer"), pk=ticket_id
    )
    refusal, event = "", None
    try:
        event = verb(ticket)
    except Refused as error:
        refusal = str(error)
    if not request.headers.get("HX-Request"):
        if refusal:
            messages.error(request, refusal)
        return redirect("ticket", ticket.pk)
    context = {
        "ticket": ticket,
        "refusal": refusal,
        "typed": typed if refusal else "",
        **panel_context(ticket, request.user),
    }
    answer = render(request, "shop/_panel.html", context, status=422 if refusal else 200)
    offer_undo(answer, event)
    return answer
