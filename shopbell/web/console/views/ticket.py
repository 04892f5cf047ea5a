"""One ticket on the screen: the whole page from a permalink, or the part that a click in the list swaps."""

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.chat.away import away_words
from shopbell.channels.registry import CHANNELS, answering
from shopbell.core.row_key import row_key
from shopbell.live.looking import lookers
from shopbell.live.sitting import sitters
from shopbell.tickets.draft_sharing import shared_drafts
from shopbell.tickets.mention import read_mentions
from shopbell.tickets.merge import standing
from shopbell.tickets.scheduled_reply import scheduled_in
from shopbell.tickets.seen import mark_seen
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.transfer import pinned_brief
from shopbell.tickets.views.head import find_ticket, head_context

from ..about import about_of
from ..besides import Besides, besides
from ..briefing import briefing_of
from ..composer import composer_of
from ..panel import card_of, panel_of
from ..queue import queue_of
from ..sitting_in import bench_of
from ..thread import Thread, open_thread
from .desk import desk_context


@agent_view(None)
@require_GET
def ticket(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/, with view=<slug> for the list beside it, and message=<id> to open at that message.

    A merged one leads on, but for alone=1.
    """
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
@require_GET
def shopper(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/shopper/: by which way answers go now, and a line when the shopper has left the chat."""
    found = find_ticket(request, ticket_id)
    way = answering(found.channel).kind if found.channel in CHANNELS else ""
    context = {"words": away_words(found, timezone.now()), "way": way}
    return render(request, "console/_shopper.html", context)


@agent_view(None)
@require_POST
def seen(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST /desk/tickets/<id>/seen/ with message=<id>: the agent had it before their eyes."""
    found = find_ticket(request, ticket_id)
    message_id = row_key(request.POST.get("message", ""))
    if found.messages.filter(pk=message_id).exists():
        mark_seen(found, request.user, message_id)
        read_mentions(found, request.user, message_id)
    return HttpResponse(status=204)


def work_context(request: AgentRequest, found: Ticket) -> dict:
    """What thread, composer and panel need; the orders in the panel are fetched by the page itself, a moment later."""
    prefetch_related_objects([found.customer], "identities")  # head, composer and panel each ask for them
    there, message = besides(found, request.user, timezone.now()), request.GET.get("message", "")
    seen = there.seen_message_id
    thread = open_thread(found, request.user, seen_message_id=seen, message_id=row_key(message))
    context = ticket_context(request, found, thread, seen, there)
    return {
        **context,
        **card_of(found, request.user),
        "composer": composer_of(
            found,
            request.user,
            thread.channels,
            has_automatic=thread.has_automatic,
            has_drafts=there.has_drafts,
        ),
        "bench": bench_of(found, request.user),
        "slug": _slug(request, found),
        "filter_text": request.GET.get("filter", ""),
    }


def ticket_context(
    request: AgentRequest,
    found: Ticket,
    thread: Thread,
    seen_message_id: int,
    there: Besides,
    *,
    has_earlier: bool = False,
) -> dict:
    """What head and messages need. `has_earlier`: the screen knows of more above what it shows."""
    has_earlier = has_earlier or thread.has_earlier
    return {
        **head_context(found, request.user, has_tags=there.has_tags, has_told=there.has_told),
        **about_of(found, request.user, there, timezone.now()),
        "promise": None if found.is_spam else there.promise,
        "thread": thread,
        "brief": pinned_brief(found) if there.has_brief else None,
        "briefing": briefing_of(found, request.user, there),
        "has_earlier": has_earlier,
        "seen_message_id": seen_message_id,
        "screen": {"seen": seen_message_id, "since": thread.first}
        | ({"earlier": 1} if has_earlier else {})
        | ({"until": thread.last} if thread.has_later else {}),
        "scheduled": scheduled_in(found) if there.has_scheduled else [],
        "shared": shared_drafts(found, request.user) if there.has_shared else [],
    }


def _slug(request: AgentRequest, found: Ticket) -> str:
    """The view whose list stands beside the ticket: the one that was asked for, else the agent's own or all open."""
    asked = request.GET.get("view", "")
    if asked and queue_of(request.user, asked):
        return asked
    return "mine" if found.assignee_id == request.user.pk else "open"
