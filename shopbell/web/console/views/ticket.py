"""One ticket on the screen: the whole page from a permalink, or the part that a click in the list swaps."""

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.live.looking import lookers
from shopbell.live.sitting import sitters
from shopbell.tickets.draft_sharing import shared_drafts
from shopbell.tickets.mention import read_mentions
from shopbell.tickets.merge import standing
from shopbell.tickets.scheduled_reply import scheduled_in
from shopbell.tickets.seen import mark_seen, seen_up_to
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.transfer import pinned_brief
from shopbell.tickets.views.head import find_ticket, head_context

from ..about import about_of
from ..composer import composer_of
from ..panel import card_of, panel_of
from ..queue import queue_of
from ..sitting_in import bench_of
from ..thread import thread_of
from .desk import desk_context


@agent_view(None)
@require_GET
def ticket(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/, with view=<slug> for the list beside it. A merged one leads on, but for alone=1."""
    found = find_ticket(request, ticket_id)
    if found.merged_into and not request.GET.get("alone"):
        kept = standing(found)
        if Ticket.objects.visible_to(request.user).filter(pk=kept.pk).exists():
            return redirect("ticket", kept.pk)
    context = work_context(request, found)
    if request.headers.get("HX-Target") == "work":
        return render(request, "console/_work.html", context)
    return render(request, "console/desk.html", {**desk_context(request, context["slug"]), **context})


@agent_view(None)
@require_GET
def live(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/live/: head and thread as they are now.

    `seen` keeps the line of the news where it was when the ticket was opened, `since` the first entry, and
    `earlier` says that there were more before it.
    """
    found = find_ticket(request, ticket_id)
    seen, since = request.GET.get("seen", ""), request.GET.get("since", "")
    context = ticket_context(request, found, int(seen) if seen.isdecimal() else None, since=since)
    context["has_earlier"] = bool(request.GET.get("earlier"))
    return render(request, "console/_ticket.html", context)


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
def panel(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/panel/: customer and order."""
    return render(request, "console/_panel.html", panel_of(find_ticket(request, ticket_id), request.user))


@agent_view(None)
@require_GET
def looking(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/looking/: the other agents who have it open, and who of them sits in."""
    found = find_ticket(request, ticket_id)
    now = timezone.now()
    sitting = [agent for agent in sitters(found.pk, now) if agent != request.user]
    others = [agent for agent in lookers(found.pk, now) if agent != request.user and agent not in sitting]
    return render(request, "console/_looking.html", {"ticket": found, "others": others, "sitting": sitting})


@agent_view(None)
@require_POST
def seen(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST /desk/tickets/<id>/seen/ with message=<id>: the agent had it before their eyes."""
    found = find_ticket(request, ticket_id)
    message_id = request.POST.get("message", "")
    if message_id.isdecimal() and found.messages.filter(pk=message_id).exists():
        mark_seen(found, request.user, int(message_id))
        read_mentions(found, request.user, int(message_id))
    return HttpResponse(status=204)


def work_context(request: AgentRequest, found: Ticket) -> dict:
    """What thread, composer and panel need; the orders in the panel are fetched by the page itself, a moment later."""
    prefetch_related_objects([found.customer], "identities")  # head, composer and panel each ask for them
    context = ticket_context(request, found, seen_up_to(found, request.user))
    return {
        **context,
        **card_of(found, request.user),
        "composer": composer_of(found, request.user, context["thread"].channels),
        "bench": bench_of(found, request.user),
        "slug": _slug(request, found),
        "filter_text": request.GET.get("filter", ""),
    }


def ticket_context(
    request: AgentRequest, found: Ticket, seen_message_id: int | None, *, since: str = ""
) -> dict:
    """What head and messages need."""
    thread = thread_of(found, request.user, since=since, seen_message_id=seen_message_id)
    return {
        **head_context(found, request.user),
        **about_of(found, request.user),
        "thread": thread,
        "brief": pinned_brief(found),
        "has_earlier": thread.has_earlier,
        "seen_message_id": seen_message_id or 0,
        "scheduled": scheduled_in(found),
        "shared": shared_drafts(found, request.user),
    }


def _slug(request: AgentRequest, found: Ticket) -> str:
    """The view whose list stands beside the ticket: the one that was asked for, else the agent's own or all open."""
    asked = request.GET.get("view", "")
    if asked and queue_of(request.user, asked):
        return asked
    return "mine" if found.assignee_id == request.user.pk else "open"
