"""Tasks: GET …/tasks/ is their card in the panel, POST adds one or applies a checklist; …/tasks/<id>/ changes one.

Every answer is the card again, 422 with the sentence when something was refused.
"""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key

from ..checklist import (
    Checklist,
    Task,
    add_task,
    apply_checklist,
    change_task,
    finish_task,
    move_task,
    remove_task,
    reopen_task,
)
from ..ticket import Ticket
from .head import find_ticket

STEPS = {"up": -1, "down": 1}


def tasks_context(ticket: Ticket, agent: Agent) -> dict:
    """What `tickets/_tasks.html` needs. The people are read only by who may change something."""
    may_update = agent.may(Permission.TICKET_UPDATE)
    return {
        "ticket": ticket,
        "agent": agent,
        "tasks": list(ticket.tasks.select_related("assignee", "done_by")),
        "checklists": list(Checklist.objects.usable_by(agent)) if may_update else [],
        "people": list(Agent.objects.filter(is_active=True).only("name", "email")) if may_update else [],
        "task_error": "",
        "task_typed": "",
        "is_adding": False,
    }


@agent_view(Permission.TICKET_UPDATE)
@require_http_methods(["GET", "POST"])
def tasks(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST checklist=<id>, or text with assignee and due_on where wanted."""
    ticket = find_ticket(request, ticket_id)
    if request.method == "GET":
        return _answer(request, ticket)
    chosen = request.POST.get("checklist", "")
    if chosen:
        usable = Checklist.objects.usable_by(request.user)
        checklist = get_object_or_404(usable, pk=row_key(chosen))
        return _perform(request, ticket, lambda: apply_checklist(ticket, checklist, by=request.user))
    adds = lambda: add_task(ticket, by=request.user, **_words(request))  # noqa: E731
    return _perform(request, ticket, adds, is_adding=True)


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def task(request: AgentRequest, ticket_id: int, task_id: int) -> HttpResponse:
    """POST done=yes or no, move=up or down, remove=yes; or else text, assignee and due_on."""
    ticket = find_ticket(request, ticket_id)
    found = get_object_or_404(Task.objects.select_related("ticket"), pk=task_id, ticket=ticket)
    said = request.POST
    verb: Callable[[], object]
    if "done" in said:
        finish = finish_task if said["done"] == "yes" else reopen_task
        verb = lambda: finish(found, by=request.user)  # noqa: E731 (one of five ways to the same door)
    elif said.get("move") in STEPS:
        verb = lambda: move_task(found, STEPS[said["move"]], by=request.user)  # noqa: E731
    elif "remove" in said:
        verb = lambda: remove_task(found, by=request.user)  # noqa: E731
    else:
        verb = lambda: change_task(found, by=request.user, **_words(request))  # noqa: E731
    return _perform(request, ticket, verb)


def _words(request: AgentRequest) -> dict:
    chosen, due_on = request.POST.get("assignee", ""), request.POST.get("due_on", "")
    assignee = get_object_or_404(Agent, pk=row_key(chosen), is_active=True) if chosen else None
    try:
        due = date.fromisoformat(due_on) if due_on else None
    except ValueError:
        due = None
    return {"text": request.POST.get("text", ""), "assignee": assignee, "due_on": due}


def _perform(
    request: AgentRequest, ticket: Ticket, verb: Callable[[], object], *, is_adding: bool = False
) -> HttpResponse:
    error = ""
    try:
        verb()
    except Refused as refusal:
        error = str(refusal)
    return _answer(request, ticket, error, is_adding=is_adding)


def _answer(
    request: AgentRequest, ticket: Ticket, error: str = "", *, is_adding: bool = False
) -> HttpResponse:
    """The card; its form stays open for the next task, with what was typed when that was refused."""
    if request.method == "POST" and not request.headers.get("HX-Request"):
        if error:
            messages.error(request, error)
        return redirect("ticket", ticket.pk)
    typed = request.POST.get("text", "") if error and is_adding else ""
    context = tasks_context(ticket, request.user)
    context |= {"task_error": error, "task_typed": typed, "is_adding": is_adding}
    return render(request, "tickets/_tasks.html", context, status=422 if error else 200)
