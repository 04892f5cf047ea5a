"""What waits for approval: GET /desk/approvals/ lists it, POST /desk/runs/<id>/answer/ with answer=grant, decline or
withdraw, and words, answers one."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.toast import add_toast, add_trigger

from ..authority.approval import Approval, decline_approval, grant_approval, withdraw_approval
from .action_run import run_page

PER_PAGE, MOST_WAITING = 50, 200


@agent_view(Permission.ORDER_READ)
@require_safe
def approvals(request: AgentRequest) -> HttpResponse:
    """What waits, the oldest first, and what was answered; as a page, or (HX) the list alone."""
    mine = Approval.objects.visible_to(request.user).whole()
    answered = mine.exclude(state="waiting").order_by("-answered_at", "-id")
    context = {
        "waiting": list(mine.waiting()[:MOST_WAITING]),
        "page": Paginator(answered, PER_PAGE).get_page(request.GET.get("page")),
    }
    is_fragment = request.headers.get("HX-Request")
    return render(request, f"shop/approvals/{'_list' if is_fragment else 'approvals'}.html", context)


@agent_view(Permission.ORDER_READ)
@require_POST
def answer(request: AgentRequest, action_run_id: int) -> HttpResponse:
    approval = get_object_or_404(Approval.objects.visible_to(request.user).whole(), run=action_run_id)
    verb = ANSWERS.get(request.POST.get("answer", ""))
    try:
        if verb is None:
            raise Refused(_("Choose whether to approve it."))
        approval = verb(approval, request.user, request.POST.get("words", ""))
    except Refused as refusal:
        return run_page(request, approval.run, error=str(refusal), typed=request.POST)
    return _answered(request, approval)


def _answered(request: HttpRequest, approval: Approval) -> HttpResponse:
    words = f"{approval.get_state_display()}: {approval.run.get_status_display()}"
    if not request.headers.get("HX-Request"):
        messages.success(request, words)
        return redirect("approvals")
    said = HttpResponse(status=204)
    add_trigger(said, "ticket-changed")
    add_trigger(said, "close-dialog")
    add_toast(said, words)
    return said


ANSWERS: dict[str, Callable[[Approval, Agent, str], Approval]] = {
    "grant": lambda approval, agent, words: grant_approval(approval, by=agent, words=words),
    "decline": lambda approval, agent, words: decline_approval(approval, by=agent, words=words),
    "withdraw": lambda approval, agent, words: withdraw_approval(approval, by=agent),
}
