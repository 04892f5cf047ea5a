"""/desk/settings/blocks/: who is blocked, why, by whom and until when; POST …/<id>/lift/ lets them in again.

From a customer's page: GET /desk/customers/<id>/block/ asks, POST blocks, POST …/unblock/ lifts it.
"""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card

from ..block import Block, block_customer, lift_block, unblock_customer
from .answer import answer_undo, leave_dialog
from .customer import find_customer

PER_PAGE = 100
DAYS = (1, 7, 30, 365)

add_card(
    Card(
        "settings-blocks",
        _("Blocked customers"),
        _("Whose mail goes to spam and whose chats are refused. Let them in again here."),
        icon="ban",
        permission=Permission.CUSTOMER_BLOCK,
        group="people",
    )
)


@agent_view(Permission.CUSTOMER_BLOCK)
@require_safe
def blocks(request: AgentRequest) -> HttpResponse:
    rows = Block.objects.in_force(timezone.now()).select_related("agent")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/blocks.html", {"page": page})


@agent_view(Permission.CUSTOMER_BLOCK)
@require_POST
def lift(request: AgentRequest, block_id: int) -> HttpResponse:
    block = get_object_or_404(Block, pk=block_id)
    lift_block(block)
    messages.success(request, _t("%(who)s may write again.") % {"who": block.name or block})
    return redirect("settings-blocks")


@agent_view(Permission.CUSTOMER_BLOCK)
@require_http_methods(["GET", "POST"])
def block(request: AgentRequest, customer_id: int) -> HttpResponse:
    """POST reason, and days (empty for good)."""
    customer = find_customer(request, customer_id)
    if request.method == "GET":
        template = "_block" if request.headers.get("HX-Request") else "block"
        return render(request, f"customers/{template}.html", {"customer": customer, "days": DAYS})
    days = request.POST.get("days", "")
    until = timezone.now() + timedelta(days=int(days)) if days in map(str, DAYS) else None
    block_customer(customer, reason=request.POST.get("reason", ""), until=until, by=request.user)
    undo = reverse("customer-unblock", args=[customer.pk])
    page = reverse("customer", args=[customer.pk])
    return leave_dialog(request, page=page, said=_t("Blocked."), undo=undo)


@agent_view(Permission.CUSTOMER_BLOCK)
@require_POST
def unblock(request: AgentRequest, customer_id: int) -> HttpResponse:
    customer = find_customer(request, customer_id)
    unblock_customer(customer)
    page = reverse("customer", args=[customer.pk])
    return answer_undo(request, page=page, said=_t("The customer may write again."))
