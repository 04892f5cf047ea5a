"""The thread of one ticket: as it is now, the parts above, below and around what is shown, and all of it for paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.agent import Agent
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.head import find_ticket
from shopbell.tickets.views.message import find_message

from ..besides import besides
from ..thread import Entry, Thread, open_thread, part_of, thread_of, whole_thread
from ..thread_rows import BEGINNING, PAGE
from .ticket import ticket_context

Asked = dict[str, Any]  # which part of the thread, as the address or the form says


@agent_view(None)
@require_GET
def live(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/live/: head and thread as they are now.

    `seen` keeps the line of the news where it was when the ticket was opened, `since` the first entry, and
    `earlier` says that there were more before it. `until` is the last entry of a screen that was opened in the
    middle, `later` asks for a hundred more behind it, `message` for the part around that message instead.
    """
    return _answer(request, find_ticket(request, ticket_id), request.GET.dict())


@agent_view(None)
@require_POST
def events(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST /desk/tickets/<id>/events/ with shows=yes or no: whether this agent's threads tell what happened.

    Answers with head and thread; what is on the screen is said as to `live`.
    """
    found = find_ticket(request, ticket_id)
    request.user.shows_events = request.POST.get("shows") == "yes"
    Agent.objects.filter(pk=request.user.pk).update(shows_events=request.user.shows_events)
    if not request.headers.get("HX-Request"):
        return redirect("ticket", found.pk)
    asked = request.POST.dict()
    if not asked.get("earlier"):
        asked["since"] = BEGINNING  # what happened before the first message is shown or not, too
    return _answer(request, found, asked)


@agent_view(None)
@require_GET
def earlier(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/earlier/?before=<place>: the entries above those on the screen."""
    found = find_ticket(request, ticket_id)
    thread = thread_of(found, request.user, before=request.GET.get("before", ""))
    context = {"ticket": found, "thread": thread, "agent": request.user, "is_earlier": True}
    return render(request, "console/_entries.html", context)


@agent_view(None)
@require_GET
def message(request: AgentRequest, message_id: int) -> HttpResponse:
    """GET /desk/messages/<id>/: the address of a message. It leads to the ticket that holds it now, to its place."""
    found = find_message(request, message_id)
    address = reverse("ticket", args=[found.ticket_id])
    return redirect(f"{address}?message={found.pk}#message-{found.pk}")


@agent_view(None)
@require_GET
def paper(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/print/: the ticket for paper or a PDF, with notes=1 and events=1 as asked for.

    Without them it holds what the customer knows, so that it can be handed to them.
    """
    found = find_ticket(request, ticket_id)
    wants = {"notes": bool(request.GET.get("notes")), "events": bool(request.GET.get("events"))}
    thread = whole_thread(found, request.user)
    shown = [entry for entry in thread.entries if _is_wanted(entry, wants)]
    context = {"ticket": found, "agent": request.user, "thread": thread, "entries": shown, "wants": wants}
    return render(request, "console/print.html", {**context, "now": timezone.now()})


def _is_wanted(entry: Entry, wants: dict[str, bool]) -> bool:
    if entry.shown is None:
        return wants["events"]
    return wants["notes"] or not entry.shown.message.is_note


def _answer(request: AgentRequest, found: Ticket, asked: Asked) -> HttpResponse:
    said = asked.get("seen", "")  # 0 where nothing was seen yet
    there = besides(found, request.user, timezone.now())
    seen = row_key(said) if said.isdecimal() else there.seen_message_id
    thread = _part(request, found, asked, seen)
    context = ticket_context(request, found, thread, seen, there, has_earlier=bool(asked.get("earlier")))
    return render(request, "console/_ticket.html", context)


def _part(request: AgentRequest, found: Ticket, asked: Asked, seen: int) -> Thread:
    since, until = asked.get("since", ""), asked.get("until", "")
    if message := row_key(asked.get("message", "")):
        return open_thread(found, request.user, seen_message_id=seen, message_id=message)
    if until:
        more = PAGE if asked.get("later") else 0
        return part_of(found, request.user, since=since, until=until, more=more, seen_message_id=seen)
    return thread_of(found, request.user, since=since, seen_message_id=seen)
