"""Procedures of a ticket: GET …/procedures/ is the menu, POST procedure=<id> starts one.

POST …/procedures/<id>/steps/<place>/ with state=done, skipped or open marks a step, …/procedures/<id>/end/ ends one.
Every answer is the card, 422 with the sentence when something was refused.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_trigger
from shopbell.tickets.views.head import find_ticket
from shopbell.tickets.views.undo import offer_undo

from ..procedures.card import procedures_context
from ..procedures.procedure import Procedure
from ..procedures.progress import (
    MarkState,
    Progress,
    end_procedure,
    mark_step,
    reopen_step,
    start_procedure,
)

OPEN = "open"


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def procedures(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    if request.method == "GET":
        context = {
            "ticket": ticket,
            "procedures": list(Procedure.objects.offered().only("name", "topic", "about")),
        }
        return render(request, "shop/_procedure_menu.html", context)
    chosen = get_object_or_404(Procedure.objects.offered(), pk=row_key(request.POST.get("procedure", "")))
    return _change(request, ticket_id, lambda: start_procedure(ticket, chosen, by=request.user)[1])


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def step(request: AgentRequest, ticket_id: int, progress_id: int, place: int) -> HttpResponse:
    """POST state=…, with note=… and what was asked as value-0, value-1, … in the order of the step."""
    progress, state = _progress(request, ticket_id, progress_id), request.POST.get("state", "")
    if state == OPEN:
        return _change(request, ticket_id, lambda: reopen_step(progress, place, by=request.user))
    if state not in MarkState.values or place >= len(progress.steps):
        return HttpResponseBadRequest(_("Unknown step."))
    asks = progress.written[place].asks
    values = {name: request.POST.get(f"value-{number}", "") for number, name in enumerate(asks)}
    note = request.POST.get("note", "")
    return _change(
        request,
        ticket_id,
        lambda: mark_step(progress, place, state, by=request.user, note=note, values=values),
        at=f"{progress.pk}-{place}",
    )


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def end(request: AgentRequest, ticket_id: int, progress_id: int) -> HttpResponse:
    progress = _progress(request, ticket_id, progress_id)
    return _change(request, ticket_id, lambda: end_procedure(progress, by=request.user))


def _progress(request: AgentRequest, ticket_id: int, progress_id: int) -> Progress:
    ticket = find_ticket(request, ticket_id)
    return get_object_or_404(Progress.objects.select_related("ticket"), pk=progress_id, ticket=ticket)


def _change(
    request: AgentRequest, ticket_id: int, verb: Callable[[], object], *, at: str = ""
) -> HttpResponse:
    error, event = "", None
    try:
        event = verb()
    except Refused as refusal:
        error = str(refusal)
    if not request.headers.get("HX-Request"):
        if error:
            messages.error(request, error)
        return redirect("ticket", ticket_id)
    context = procedures_context(find_ticket(request, ticket_id), request.user, error=error, place=at)
    answer = render(request, "shop/_procedures.html", context, status=422 if error else 200)
    add_trigger(answer, "ticket-changed")
    if not at:  # a step has its way back where it stands
        offer_undo(answer, event)
    return answer
