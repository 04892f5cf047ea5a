"""A rehearsal, how far it is and what it found; POST …/cancel/ stops it, …/take/ writes the rule."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.shop.policies.area import area_named
from shopbell.shop.policies.place import PAGE
from shopbell.shop.policies.rehearsal import Rehearsal, cancel_rehearsal

from .saving import save_policy

PER_PAGE = 50


@agent_view(Permission.POLICY_MANAGE)
@require_safe
def rehearsal(request: AgentRequest, rehearsal_id: int) -> HttpResponse:
    """The whole page; while it works the part that asks for itself again."""
    row = _rehearsal(request, rehearsal_id)
    differences = row.differences.select_related("order", "run__ticket")
    page = Paginator(differences, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "rehearsal": row, "area": area_named(row.action), "page": page,
        "may_see": request.user.may(Permission.ORDER_READ),
    }  # fmt: skip
    is_part = request.headers.get("HX-Target") == "rehearsal"
    return render(
        request, "shop/policies/_rehearsal.html" if is_part else "shop/policies/rehearsal.html", shown
    )


@agent_view(Permission.POLICY_MANAGE)
@require_POST
def cancel(request: AgentRequest, rehearsal_id: int) -> HttpResponse:
    row = _rehearsal(request, rehearsal_id)
    cancel_rehearsal(row)
    return redirect("policy-rehearsal", row.pk)


@agent_view(Permission.POLICY_MANAGE)
@require_POST
def take(request: AgentRequest, rehearsal_id: int) -> HttpResponse:
    """The rule as it was tried out becomes the shop's, once. Raises Refused when it was changed since."""
    with transaction.atomic():
        row = _rehearsal(request, rehearsal_id, is_held=True)
        if not row.is_written:
            row.policy = save_policy(
                row.policy, area_named(row.action), row.said, title=row.title, is_public=row.is_public,
                by=request.user, unchanged_since=row.created_at,
            )  # fmt: skip
            row.save(update_fields=["policy"])
        cancel_rehearsal(row)
    messages.success(request, _t("Saved."))
    return redirect(f"{reverse(PAGE)}?about={row.action}#{row.action}")


def _rehearsal(request: AgentRequest, rehearsal_id: int, *, is_held: bool = False) -> Rehearsal:
    """Everybody sees their own."""
    rows = Rehearsal.objects.filter(agent=request.user).select_related("policy")
    rows = rows.select_for_update(of=("self",)) if is_held else rows
    return get_object_or_404(rows, pk=rehearsal_id)
