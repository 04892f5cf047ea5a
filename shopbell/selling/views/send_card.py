"""POST …/cards/ sends a card into a ticket's chat (product= or order=), …/actions/<action>/ask/ asks for a change."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_toast, add_trigger
from shopbell.shop.acting import currency_of, orders_to_act_on, parameters_from
from shopbell.shop.actions.registry import action_named
from shopbell.shop.order import Order
from shopbell.shop.product import Product
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.composed import uuid_of
from shopbell.tickets.views.head import find_ticket

from ..sending import ask_for_change, change_in_words, send_order, send_product


@agent_view(Permission.TICKET_REPLY)
@require_POST
def cards(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    words, client_id = request.POST.get("words", ""), uuid_of(request.POST.get("client_id", ""))
    if "order" in request.POST:
        orders = Order.objects.visible_to(request.user).prefetch_related(
            "lines__variant__product", "shipments"
        )
        order = get_object_or_404(orders, pk=row_key(request.POST["order"]))
        message = send_order(ticket, order, by=request.user, words=words, client_id=client_id)
    else:
        products = Product.objects.prefetch_related("variants")
        product = get_object_or_404(products, pk=row_key(request.POST.get("product", "")))
        message = send_product(ticket, product, by=request.user, words=words, client_id=client_id)
    return _sent(request, ticket, message)


@agent_view(Permission.ORDER_ACT)
@agent_view(Permission.TICKET_REPLY)
@require_POST
def ask(request: AgentRequest, ticket_id: int, action: str) -> HttpResponse:
    """The drawer of an action, sent to the shopper to agree to; without a chat its words go into the reply."""
    ticket, found = find_ticket(request, ticket_id), action_named(action)
    order = get_object_or_404(
        orders_to_act_on(ticket, request.user), pk=row_key(request.POST.get("order", ""))
    )
    parameters = parameters_from(found, request.POST, currency_of(ticket, order))
    if ticket.channel != "chat":
        words = change_in_words(ticket, action, by=request.user, order=order, parameters=parameters)
        answer = HttpResponse(status=204)
        add_trigger(answer, "into-reply", {"words": words})
        add_trigger(answer, "close-dialog")
        return answer
    client_id = uuid_of(request.POST.get("key", ""))
    message = ask_for_change(
        ticket, action, by=request.user, order=order, parameters=parameters, client_id=client_id
    )
    return _sent(request, ticket, message)


def _sent(request: AgentRequest, ticket: Ticket, message: Message) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect("ticket", ticket.pk)
    answer = HttpResponse(status=204)
    add_trigger(answer, "ticket-changed")
    add_trigger(answer, "close-dialog")
    add_toast(answer, _("It is in the chat."))
    return answer
