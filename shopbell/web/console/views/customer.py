"""GET /desk/customers/<id>/: who they are, what they asked and bought, and whom they were merged with.

The address of one who was merged leads on to the one who was kept.
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.customers.customer import Customer
from shopbell.customers.likeness import likeness_of
from shopbell.customers.merge import standing
from shopbell.customers.views.customer import find_customer
from shopbell.shop.order import Order
from shopbell.tickets.ticket import Ticket

from ..panel import identities_of

MOST = 50


@agent_view(Permission.CUSTOMER_READ)
@require_GET
def customer(request: AgentRequest, customer_id: int) -> HttpResponse:
    gone = Customer.objects.filter(pk=customer_id).exclude(merged_into=None).first()
    if gone:
        return redirect("customer", find_customer(request, standing(gone).pk).pk)
    found = find_customer(request, customer_id)
    tickets = (
        Ticket.objects.visible_to(request.user)
        .standing()
        .filter(customer=found)
        .select_related("assignee", "reason")
    )
    orders = Order.objects.visible_to(request.user).filter(customer=found)
    context = {
        "customer": found,
        "identities": identities_of(found),
        "tickets": list(tickets.order_by("-last_message_at")[:MOST]),
        "orders": list(orders.order_by("-placed_at")[:MOST]),
        "merges": list(found.merges.filter(undone_at=None).select_related("gone", "agent").order_by("-pk")),
        "likeness": likeness_of(found),
        "agent": request.user,
    }
    return render(request, "console/customer.html", context)
