"""Merging: GET /desk/customers/<id>/merge/ chooses the other customer, POST merges; POST …/undo/ takes it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..customer import Customer
from ..merge import CustomerMerge, merge_customers, undo_merge
from ..search import find_customers
from .customer import find_customer

CHOICES = 8


@agent_view(Permission.CUSTOMER_UPDATE)
@require_http_methods(["GET", "POST"])
def merge(request: AgentRequest, customer_id: int) -> HttpResponse:
    """GET q=… or with=<id> offers customers; POST with=<id> makes that one a part of this one."""
    customer = find_customer(request, customer_id)
    if request.method == "POST":
        chosen = request.POST.get("with", "")
        gone = find_customer(request, int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0)
        merge_customers(customer, gone, by=request.user, reason=request.POST.get("reason", "")[:200])
        messages.success(request, _("Merged. You can take it back below."))
        return _to_customer(request, customer)
    context = {
        "customer": customer,
        "query": request.GET.get("q", ""),
        "choices": _choices(request, customer),
    }
    is_search = request.headers.get("HX-Target") == "merge-choices"
    template = "_merge_choices" if is_search else "_merge" if request.headers.get("HX-Request") else "merge"
    return render(request, f"customers/{template}.html", context)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def undo(request: AgentRequest, merge_id: int) -> HttpResponse:
    """POST /desk/merges/<id>/undo/ gives everything back."""
    visible = Customer.objects.visible_to(request.user)
    row = get_object_or_404(CustomerMerge.objects.filter(kept__in=visible), pk=merge_id)
    undo_merge(row, by=request.user)
    messages.success(request, _("The merge was taken back."))
    return _to_customer(request, row.kept)


def _choices(request: AgentRequest, customer: Customer) -> list[Customer]:
    """Who it may be: the one that was suggested, or those that the search finds."""
    suggested, query = request.GET.get("with", ""), request.GET.get("q", "").strip()
    customers = Customer.objects.visible_to(request.user)
    if suggested.isdecimal() and len(suggested) < 19:
        customers = customers.filter(pk=suggested)
    elif query:
        customers = find_customers(request.user, query)
    else:
        return []
    return list(customers.exclude(pk=customer.pk).prefetch_related("identities").order_by("-pk")[:CHOICES])


def _to_customer(request: AgentRequest, customer: Customer) -> HttpResponse:
    page = redirect("customer", customer.pk)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": page.url})
    return page
