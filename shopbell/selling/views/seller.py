"""GET /desk/tickets/<id>/orders/<id>/seller/ shows who the parties are and what the seller said; POST text writes."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.email.side import conversations_of
from shopbell.channels.email.taking_back import way_back
from shopbell.shop.order import Order
from shopbell.tickets.views.composed import uuid_of
from shopbell.tickets.views.head import done, find_ticket

from ..parties import side_of, write_to_seller


@agent_view(Permission.ORDER_READ)
@agent_view(Permission.TICKET_REPLY)
@require_http_methods(["GET", "POST"])
def seller(request: AgentRequest, ticket_id: int, order_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    orders = Order.objects.visible_to(request.user).select_related("seller", "customer")
    order = get_object_or_404(orders.exclude(seller=None), pk=order_id, customer=ticket.customer_id)
    if request.method == "POST":
        message = write_to_seller(
            ticket, order, request.POST.get("text", ""), by=request.user,
            is_waiting="waiting" in request.POST, client_id=uuid_of(request.POST.get("client_id", "")),
        )  # fmt: skip
        said = _("Sent to %(recipients)s.") % {"recipients": order.seller}
        return done(request, ticket_id, said=said, undo=way_back(message))
    side = side_of(ticket, order)
    context = {
        "ticket": ticket,
        "order": order,
        "side": conversations_of([side.conversation_id])[side.conversation_id] if side else None,
        "client_id": uuid.uuid4(),
        "dialog": "selling/seller.html",
    }
    template = context["dialog"] if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
    return render(request, template, context)
