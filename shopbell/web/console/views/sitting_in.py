"""Sitting in on a ticket: the bench of a lead, and what they do from it. The verbs are in `shopbell/tickets`."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.toast import add_toast, add_trigger
from shopbell.tickets.sitting_in import sit_in, stop_sitting_in
from shopbell.tickets.take_over import take_over_ticket
from shopbell.tickets.views.composed import uuid_of
from shopbell.tickets.views.head import change, find_ticket
from shopbell.tickets.whisper import whisper

from ..sitting_in import bench_of


@agent_view(Permission.TICKET_SIT_IN)
@require_GET
def bench(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/bench/: what the colleague is writing, for who sits in."""
    found = find_ticket(request, ticket_id)
    context = {"ticket": found, "agent": request.user, "bench": bench_of(found, request.user)}
    return render(request, "console/_bench.html", context)


@agent_view(Permission.TICKET_SIT_IN)
@require_POST
def sitting(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST /desk/tickets/<id>/sit-in/ with sit=yes or no."""
    is_wanted = request.POST.get("sit") != "no"
    answer = change(
        request, ticket_id, lambda ticket: (sit_in if is_wanted else stop_sitting_in)(ticket, by=request.user)
    )
    if is_wanted and answer.status_code == 200:
        add_toast(answer, _("You sit in, and your colleague sees that."))
    return answer


@agent_view(Permission.TICKET_SIT_IN)
@require_POST
def whispers(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST /desk/tickets/<id>/whispers/ with text and client_id; answers with an empty form for the next."""
    found = find_ticket(request, ticket_id)
    whisper(
        found,
        request.POST.get("text", ""),
        by=request.user,
        client_id=uuid_of(request.POST.get("client_id", "")),
    )
    if not request.headers.get("HX-Request"):
        return redirect("ticket", found.pk)
    context = {
        "ticket": found,
        "colleague": found.assignee,
        "client_id": str(uuid.uuid4()),
        "has_focus": True,
    }
    answer = render(request, "console/_whisper.html", context)
    add_trigger(answer, "ticket-changed")
    return answer


@agent_view(Permission.TICKET_SIT_IN)
@require_http_methods(["GET", "POST"])
def take_over(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/take-over/ asks for a line to the colleague, POST line=… takes the ticket."""
    request.user.require(Permission.TICKET_ASSIGN)
    if request.method == "GET":
        dialog = "tickets/dialogs/take_over.html"
        template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
        return render(request, template, {"ticket": find_ticket(request, ticket_id), "dialog": dialog})
    line = request.POST.get("line", "")
    answer = change(request, ticket_id, lambda ticket: take_over_ticket(ticket, line, by=request.user))
    if answer.status_code == 200:
        add_trigger(answer, "close-dialog")
    return answer
