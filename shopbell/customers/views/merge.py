"""Merging: GET /desk/customers/<id>/merge/ finds the other customer, with=<id> shows what a merge would do, POST
merges; POST /desk/merges/<id>/undo/ takes it back. The same content is a dialog, and a page where no script runs."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.row_key import row_key

from ..customer import KNOWN, Customer
from ..likeness import likeness_of
from ..merge import CustomerMerge, merge_customers, undo_merge
from ..merge_preview import preview_of
from ..search import find_customers
from .answer import answer_undo, leave_dialog
from .customer import find_customer

CHOICES = 8


@agent_view(Permission.CUSTOMER_UPDATE)
@require_http_methods(["GET", "POST"])
def merge(request: AgentRequest, customer_id: int) -> HttpResponse:
    """POST with=<id> makes that one a part of this one; `<column>=gone` takes over what the other one knows."""
    customer = find_customer(request, customer_id)
    chosen = request.POST.get("with") or request.GET.get("with", "")
    other = find_customer(request, row_key(chosen)) if chosen else None
    error = ""
    if request.method == "POST" and other:
        try:
            return _merged(request, customer, other)
        except Refused as refusal:
            error = str(refusal)
    query = request.GET.get("q", "")
    context = {
        "customer": customer,
        "other": other,
        "preview": preview_of(customer, other) if other and other != customer else None,
        "query": query,
        "choices": _choices(request, customer, query),
        "error": error,
    }
    is_search = request.headers.get("HX-Target") == "merge-choices"
    template = "_merge_choices" if is_search else "_merge" if request.headers.get("HX-Request") else "merge"
    return render(request, f"customers/{template}.html", context, status=422 if error else 200)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def undo(request: AgentRequest, merge_id: int) -> HttpResponse:
    """Give everything back."""
    visible = Customer.objects.visible_to(request.user)
    row = get_object_or_404(CustomerMerge.objects.filter(kept__in=visible), pk=merge_id)
    undo_merge(row, by=request.user)
    page = reverse("customer", args=[row.kept_id])
    return answer_undo(request, page=page, said=_("The merge was taken back."))


def _merged(request: AgentRequest, customer: Customer, other: Customer) -> HttpResponse:
    row = merge_customers(
        customer,
        other,
        by=request.user,
        reason=uncut(request.POST.get("reason", "").strip(), 200),
        prefer=[name for name in KNOWN if request.POST.get(name) == "gone"],
    )
    undo = reverse("merge-undo", args=[row.pk])
    said = _("%(name)s is now part of this customer.") % {"name": other}
    return leave_dialog(request, page=reverse("customer", args=[customer.pk]), said=said, undo=undo)


def _choices(request: AgentRequest, customer: Customer, query: str) -> list[Customer]:
    """Who it may be: those that the search finds; without one, whoever has proved what this one claims."""
    if not query.strip():
        likeness = likeness_of(customer)
        return [likeness] if likeness else []
    found = find_customers(request.user, query).exclude(pk=customer.pk)
    return list(found.prefetch_related("identities").order_by("-pk")[:CHOICES])
