"""Many tickets at once: what is selected becomes a choice, a preview, and a run that the screen follows.

A selection is `ids` (with commas), or `view` with its `filter` and the ids that were left out (`except`).
"""

import uuid
from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_toast, add_trigger
from shopbell.tickets.bulk import (
    CONFIRM_ABOVE,
    BulkRun,
    cancel_run,
    dismiss_run,
    progress_of,
    runs_of,
    start_run,
    undo_run,
)
from shopbell.tickets.bulk_action import BulkAction, action_of, preview_of
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from ..queue import queue_of


@agent_view(None)
@require_POST
def choose(request: AgentRequest) -> HttpResponse:
    """POST action and a selection: the dialog with the values of the action, and a preview once there is a `value`."""
    action = _action(request)
    shown = {
        "action": action,
        "choices": action.choices(request.user),
        "count": selected(request).count(),
        "chosen": request.POST.get("value", ""),
        "selection": {name: request.POST.get(name, "") for name in ("ids", "view", "filter", "except")},
        "request_id": uuid.uuid4(),
    }
    return render(request, "console/bulk/dialog.html", shown | _previewed(request, action))


@agent_view(None)
@require_POST
def preview(request: AgentRequest) -> HttpResponse:
    """POST action, value and a selection: how many would change, and which would not."""
    return render(request, "console/bulk/preview.html", _previewed(request, _action(request)))


@agent_view(None)
@require_http_methods(["GET", "POST"])
def runs(request: AgentRequest) -> HttpResponse:
    """GET /desk/bulk/: the agent's runs. POST starts one; above twenty only with `confirm`, the number shown."""
    if request.method == "GET":
        return _shown(request)
    action, value, tickets = _action(request), request.POST.get("value", ""), selected(request)
    request_id = _uuid(request.POST.get("request_id", "")) or uuid.uuid4()
    found = preview_of(tickets, action, value)
    is_known = BulkRun.objects.filter(request_id=request_id, agent=request.user).exists()
    if found.total > CONFIRM_ABOVE and request.POST.get("confirm") != str(found.total) and not is_known:
        error = _("These are more than %(count)s tickets. Confirm the number.") % {"count": CONFIRM_ABOVE}
        shown = {"preview": found, "confirm_above": CONFIRM_ABOVE, "error": error}
        return render(request, "console/bulk/preview.html", shown, status=422)
    run = start_run(tickets, action.name, value, by=request.user, request_id=request_id)
    answer = _shown(request)
    add_trigger(answer, "close-dialog")
    add_trigger(answer, "bulk-started", {"run": run.pk})
    return answer


@agent_view(None)
@require_POST
def cancel(request: AgentRequest, run_id: int) -> HttpResponse:
    cancel_run(_run(request, run_id), by=request.user)
    return _shown(request)


@agent_view(None)
@require_POST
def undo(request: AgentRequest, run_id: int) -> HttpResponse:
    undo_run(_run(request, run_id), by=request.user)
    answer = _shown(request)
    add_toast(answer, _("Taking it back, ticket by ticket."))
    return answer


@agent_view(None)
@require_POST
def dismiss(request: AgentRequest, run_id: int) -> HttpResponse:
    dismiss_run(_run(request, run_id), by=request.user)
    return _shown(request)


@agent_view(None)
@require_GET
def count(request: AgentRequest, slug: str) -> HttpResponse:
    """GET /desk/views/<slug>/count/: how many tickets the whole view holds, as plain text."""
    number = _of_view(request, slug).count()
    return HttpResponse(f"{number:,}", content_type="text/plain; charset=utf-8")


def selected(request: AgentRequest) -> TicketQuerySet:
    """The tickets of the selection that this agent may see. Raises Refused when nothing is selected."""
    if slug := request.POST.get("view", ""):
        return _of_view(request, slug).exclude(pk__in=_ids(request.POST.get("except", "")))
    ids = _ids(request.POST.get("ids", ""))
    if not ids:
        raise Refused(_("Select tickets first."))
    return Ticket.objects.visible_to(request.user).filter(pk__in=ids)


def _of_view(request: AgentRequest, slug: str) -> TicketQuerySet:
    queue = queue_of(request.user, slug)
    if queue is None:
        raise Http404
    text = request.POST.get("filter", "") or request.GET.get("filter", "")
    narrowing = parse(
        text, Asker.of(request.user)
    )  # what cannot be understood is refused: never more than was seen
    return replace(queue, narrowing=narrowing).tickets(request.user, timezone.now())


def _previewed(request: AgentRequest, action: BulkAction) -> dict:
    value = request.POST.get("value", "")
    found = preview_of(selected(request), action, value) if value else None
    return {"preview": found, "confirm_above": CONFIRM_ABOVE, "error": ""}


def _shown(request: AgentRequest) -> HttpResponse:
    return render(request, "console/bulk/runs.html", {"runs": own_runs(request)})


def own_runs(request: AgentRequest) -> list:
    """What the agent's screen shows of their runs."""
    return [progress_of(run) for run in runs_of(request.user, timezone.now())]


def _action(request: AgentRequest) -> BulkAction:
    action = action_of(request.POST.get("action", ""))
    request.user.require(action.permission)
    return action


def _run(request: AgentRequest, run_id: int) -> BulkRun:
    return get_object_or_404(BulkRun.objects.filter(agent=request.user), pk=run_id)


def _ids(text: str) -> list[int]:
    return [key for key in map(row_key, text.split(",")) if key]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
