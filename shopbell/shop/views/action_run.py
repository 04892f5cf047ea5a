"""GET /desk/runs/<id>/: everything that is known of an action: who, on whose behalf, by which rule, approved by whom,
what the customer was told. Where it waits for the reader, they answer here."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.tickets.ticket import Ticket

from ..actions.run import ActionRun
from ..actions.telling import reply_after
from ..actions.undo import why_not
from ..authority.approval import Approval
from ..authority.approver import why_not_approve


@agent_view(Permission.ORDER_READ)
@require_safe
def action_run(request: AgentRequest, action_run_id: int) -> HttpResponse:
    return run_page(request, get_object_or_404(ActionRun.objects.told_to(request.user), pk=action_run_id))


def run_page(
    request: HttpRequest, run: ActionRun, *, error: str = "", typed: Mapping | None = None
) -> HttpResponse:
    """The page, or (HX) the dialog, of `run`."""
    run = ActionRun.objects.whole().get(pk=run.pk)
    agent, approval = request.user, Approval.objects.filter(run=run).select_related("answered_by").first()
    is_waiting = approval is not None and approval.is_waiting
    tickets = Ticket.objects.visible_to(agent)
    may_see_ticket = run.ticket is not None and tickets.filter(pk=run.ticket_id).exists()
    context = {
        "run": run,
        "approval": approval,
        "why_not": why_not_approve(agent, run) if is_waiting else "",  # type: ignore[arg-type]
        "is_own": run.agent_id == agent.pk,
        "may_see_ticket": may_see_ticket,
        "reply": reply_after(run) if may_see_ticket else None,
        "may_undo": agent.may(Permission.ORDER_ACT) and not why_not(run),  # type: ignore[union-attr]
        "error": error,
        "typed": typed or {},
    }
    template = "_run" if request.headers.get("HX-Request") else "run"
    return render(request, f"shop/approvals/{template}.html", context, status=422 if error else 200)
