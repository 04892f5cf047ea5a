"""GET /desk/customers/<id>/: who they are, all that happened with them, what they bought, whom they were merged with.

The address of one who was merged leads on to the one who was kept.
"""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.chat.visited import visited_by
from shopbell.customers.block import is_customer_blocked
from shopbell.customers.company import company_of, suggested_company
from shopbell.customers.customer import Customer
from shopbell.customers.likeness import likeness_of
from shopbell.customers.merge import standing
from shopbell.customers.views.customer import find_customer
from shopbell.customers.views.goodwill import goodwill_context
from shopbell.customers.views.identity import identities_context
from shopbell.customers.views.note import most_asked, notes_context
from shopbell.segments.segment import segments_of
from shopbell.shop.order import Order
from shopbell.shop.panel import vouchers_of
from shopbell.shop.purchases import worth_of
from shopbell.tickets.views.customer_field import customer_fields_context

from ..customer_export import exported_customer
from ..customer_timeline import SHOWN, timeline_of

ORDERS, ADDRESSES = 5, 5


@agent_view(Permission.CUSTOMER_READ)
@require_GET
def customer(request: AgentRequest, customer_id: int) -> HttpResponse:
    """The page, or a part: `timeline` (`show`, `after`), `customer-about`, `customer-rest`."""
    gone = Customer.objects.filter(pk=customer_id).exclude(merged_into=None).first()
    if gone:
        return redirect("customer", find_customer(request, standing(gone).pk).pk)
    found, target = find_customer(request, customer_id), request.headers.get("HX-Target")
    if "after" in request.GET and request.headers.get("HX-Request"):
        return render(request, "console/_timeline_entries.html", timeline_context(request, found))
    if target == "timeline":
        return render(request, "console/_timeline.html", timeline_context(request, found))
    if target in {"customer-about", "customer-rest"}:
        part = target.replace("-", "_")
        return render(request, f"console/_{part}.html", about_context(request, found))
    context = {
        **about_context(request, found),
        **timeline_context(request, found),
        **identities_context(found, request.user),
        **notes_context(found, request.user, most=most_asked(request, "notes")),
        **customer_fields_context(found, request.user),
        **goodwill_context(found, request.user),
        "visited": visited_by(found),
    }
    return render(request, "console/customer.html", context)


@agent_view(Permission.CUSTOMER_EXPORT)
@require_GET
def export(request: AgentRequest, customer_id: int) -> HttpResponse:
    """GET /desk/customers/<id>/export/: what is kept of them, as a JSON file for whoever asks for their data.

    As far as the agent may see it: whoever answers such a question for the whole shop reads every ticket.
    """
    found = find_customer(request, customer_id)
    data = exported_customer(found, request.user)
    answer = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="customer-{found.pk}.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def about_context(request: AgentRequest, found: Customer) -> dict[str, Any]:
    """What `console/_customer_about.html` needs: the facts, and what stands on the right besides the cards."""
    orders = Order.objects.visible_to(request.user).filter(customer=found)
    worth, order_count = worth_of(found, request.user)
    sees_orders = request.user.may(Permission.ORDER_READ)
    return {
        "customer": found,
        "agent": request.user,
        "company": company_of(found),
        "suggested": suggested_company(found),
        "segments": segments_of([found.pk])[found.pk],
        "is_blocked": is_customer_blocked(found.pk),
        "orders": list(orders[:ORDERS]),
        "order_count": order_count,
        "worth": worth,
        "vouchers": vouchers_of(found) if sees_orders else [],
        "addresses": list(found.addresses.all()[:ADDRESSES]) if sees_orders else [],
        "merges": list(found.merges.filter(undone_at=None).select_related("gone", "agent").order_by("-pk")),
        "likeness": likeness_of(found),
    }


def timeline_context(request: AgentRequest, found: Customer) -> dict[str, Any]:
    """What `console/_timeline.html` needs."""
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else ""
    return {
        "customer": found,
        "timeline": timeline_of(found, request.user, shown=shown, after=request.GET.get("after", "")),
        "shown": shown,
        "choices": SHOWN,
        "timeline_address": reverse("customer", args=[found.pk]),
    }
