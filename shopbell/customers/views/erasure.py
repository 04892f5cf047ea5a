"""Erasing: GET /desk/customers/<id>/erase/ says what goes and what stays, POST name=<theirs> begins it for good.

/desk/settings/erasures/ tells how far it is, and whom the desk has erased: their number, and nothing else.
"""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_card import Card, add_card

from ..erasure import CustomerErasure, erase_customer, name_to_type, preview_of
from .customer import find_customer

PER_PAGE = 100

add_card(
    Card(
        "settings-erasures",
        _("Erased customers"),
        _("Customers who asked to be forgotten, by number, and how far their erasure has got."),
        icon="eraser",
        permission=Permission.CUSTOMER_ERASE,
        group="people",
    )
)


@agent_view(Permission.CUSTOMER_ERASE)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: AgentRequest, customer_id: int) -> HttpResponse:
    customer, error = find_customer(request, customer_id), ""
    if request.method == "POST":
        try:
            erase_customer(customer, request.POST.get("name", ""), by=request.user)
        except Refused as refusal:
            error = str(refusal)
        else:
            return redirect("settings-erasures")
    context = {
        "customer": customer,
        "preview": preview_of(customer),
        "name_to_type": name_to_type(customer),
        "error": error,
    }
    return render(request, "customers/erase.html", context, status=422 if error else 200)


@agent_view(Permission.CUSTOMER_ERASE)
@require_safe
def erasures(request: AgentRequest) -> HttpResponse:
    """The page, or its table alone for whoever watches it."""
    rows = CustomerErasure.objects.select_related("agent")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    is_working = any(row.finished_at is None for row in page.object_list)
    name = "_erasures" if request.headers.get("HX-Request") else "erasures"
    return render(request, f"customers/{name}.html", {"page": page, "is_working": is_working})
