"""The bell: its count at /desk/notifications/bell/, what it opens at /desk/notifications/, and reading."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key
from shopbell.shop.authority.approval import untold_for, waiting_for
from shopbell.tickets.ticket import Ticket

from ..decision import Why
from ..notification import Notification, newest, read_all, read_group, read_ticket, unread_places
from ..panel import things_of

FRESH = timedelta(seconds=60)  # what is older makes no sound any more


@agent_view(None)
@require_GET
def bell(request: AgentRequest) -> HttpResponse:
    """The bell itself, as it is now; the screen asks again when its topic rings."""
    places, untold = unread_places(request.user), untold_for(request.user)
    context = {
        "agent": request.user,
        "count": len(places) + untold,
        "untold": untold,
        "others": sum(not ticket for ticket, _group in places),
        "ticket_ids": sorted(ticket for ticket, _group in places if ticket),
        "sounds": _sounds(request.user),
    }
    return render(request, "notifications/_bell.html", context)


def _sounds(agent) -> list[dict]:
    """What wants to be heard, newest first: its key, its tone and its ticket."""
    heard = Notification.objects.filter(console=Why.SENT, read_at=None, sound=Why.SENT, tone__gt="")
    fresh, _older = newest(agent, heard.filter(created_at__gt=timezone.now() - FRESH), 5)
    return [{"id": row.pk, "tone": row.tone, "ticket": row.ticket_id or 0} for row in fresh]


@agent_view(None)
@require_GET
def notifications(request: AgentRequest) -> HttpResponse:
    """The newest, as a page or (HX) as the list in the bell's panel; `before` goes further back."""
    before = row_key(request.GET.get("before", "")) or None
    context = _list_context(request.user, before)
    template = "_list" if request.headers.get("HX-Request") else "notifications"
    return render(request, f"notifications/{template}.html", context)


@agent_view(None)
@require_POST
def read(request: AgentRequest) -> HttpResponse:
    """POST ticket=<id>, group=<words> or all=1: it is read. Answers with the list, or leads to its page."""
    ticket_id, group = row_key(request.POST.get("ticket", "")), request.POST.get("group", "")
    if ticket_id:
        read_ticket(Ticket(pk=ticket_id), request.user)
    elif group:
        read_group(group[:60], request.user)
    elif request.POST.get("all"):
        read_all(request.user)
    if request.POST.get("quietly"):
        return HttpResponse(status=204)
    if not request.headers.get("HX-Request"):
        return redirect("notifications")
    return render(request, "notifications/_list.html", _list_context(request.user))


def _list_context(agent, before: int | None = None) -> dict:
    things, older = things_of(agent, before)
    return {
        "agent": agent,
        "things": things,
        "older": older,
        "before": before,
        "waiting": None if before else waiting_for(agent),
    }
