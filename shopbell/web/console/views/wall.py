"""The wall: GET /desk/wall/, its parts again at /desk/wall/now/; POST /desk/wall/assign/ is where a drag ends."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.core.toast import add_toast, add_trigger
from shopbell.tickets.assignment import place_ticket
from shopbell.tickets.event import Event
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import is_undoable, undo_event
from shopbell.tickets.views.undo import sentence_of

from ..wall import scope_of, wall_of, workers_of
from ..wall_pages import wall_pages


@agent_view(Permission.WALL_READ)
@require_GET
def wall(request: AgentRequest) -> HttpResponse:
    """GET /desk/wall/; with ?monitor=1 in large figures and without the rail, for a screen on a wall."""
    here = {"is_monitor": bool(request.GET.get("monitor")), "pages": wall_pages(request.user)}
    context = _context(request) | here
    return render(request, "console/wall/page.html", context)


@agent_view(Permission.WALL_READ)
@require_GET
def now(request: AgentRequest) -> HttpResponse:
    """GET /desk/wall/now/: all that changes."""
    return render(request, "console/wall/_now.html", _context(request))


@agent_view(Permission.WALL_READ)
@require_GET
def choices(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/wall/tickets/<id>/: the menu that does without dragging what dragging does."""
    request.user.require(Permission.TICKET_ASSIGN)
    scope = scope_of(request.user)
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), pk=ticket_id)
    workers = sorted(workers_of(scope, timezone.now()), key=lambda worker: not worker.is_there)
    context = {"ticket": ticket, "workers": workers, "teams": scope.teams, "agent": request.user}
    return render(request, "console/wall/_choices.html", context)


@agent_view(Permission.WALL_READ)
@require_POST
def assign(request: AgentRequest) -> HttpResponse:
    """POST ticket, and agent or team (ids), each one that stands on this agent's wall."""
    request.user.require(Permission.TICKET_ASSIGN)
    scope = scope_of(request.user)
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), pk=_number(request, "ticket"))
    chosen: dict = {}
    if request.POST.get("agent"):
        chosen["agent"] = get_object_or_404(scope.agents(), pk=_number(request, "agent"))
    else:
        number = _number(request, "team")
        chosen["team"] = next((team for team in scope.teams if team.pk == number), None)
        if chosen["team"] is None:
            raise Http404
    event = place_ticket(ticket, **chosen, by=request.user)
    said = sentence_of(event) if event else _("It is there already.")
    way_back = reverse("wall-undo", args=[event.pk]) if event and is_undoable(event) else ""
    return _done(request, said, undo=way_back)


@agent_view(Permission.WALL_READ)
@require_POST
def undo(request: AgentRequest, event_id: int) -> HttpResponse:
    """POST /desk/wall/undo/<id>/ takes back what the agent just did here, with what followed from it."""
    mine = Event.objects.select_related("ticket").filter(agent=request.user)
    event = get_object_or_404(mine, pk=event_id)
    with transaction.atomic():
        for each in [*event.effects.filter(agent=request.user).order_by("-pk"), event]:
            undo_event(each, by=request.user)
    return _done(request, _("Undone."))


def _context(request: AgentRequest) -> dict:
    may_assign = request.user.may(Permission.TICKET_ASSIGN)
    return {
        "wall": wall_of(request.user, timezone.now()),
        "agent": request.user,
        "may_assign": may_assign,
    }


def _done(request: AgentRequest, said: str, *, undo: str = "") -> HttpResponse:
    if not request.headers.get("HX-Request"):
        messages.success(request, said, extra_tags=f"undo:{undo}" if undo else "")
        return redirect("wall")
    answer = HttpResponse(status=204)
    add_trigger(answer, "ticket-changed")
    add_toast(answer, said, undo=undo)
    return answer


def _number(request: AgentRequest, name: str) -> int:
    return row_key(request.POST.get(name, ""))
