"""POST /desk/deliveries/<id>/retry/: send again what could not be delivered."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.tickets.ticket import Ticket

from ..delivery import Delivery, send_again


@agent_view(Permission.TICKET_REPLY)
@require_POST
def delivery_retry(request: AgentRequest, delivery_id: int) -> HttpResponse:
    """A fragment's request hears that its ticket changed by the socket; a plain form goes back to the ticket."""
    visible = Ticket.objects.visible_to(request.user)
    delivery = get_object_or_404(Delivery, pk=delivery_id, message__ticket__in=visible)
    send_again(delivery, by=request.user)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect(f"/desk/tickets/{delivery.message.ticket_id}/")
