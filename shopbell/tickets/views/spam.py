"""POST …/spam/ marks as spam, …/no-spam/ takes it back. GET …/block/ asks, POST blocks, POST …/unblock/ undoes."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..spam import block_sender, mark_spam, unblock_sender, unmark_spam
from .head import done, find_ticket
from .undo import undo_address

DAYS = (1, 7, 30, 365)


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def spam(request: AgentRequest, ticket_id: int) -> HttpResponse:
    event = mark_spam(find_ticket(request, ticket_id), by=request.user)
    return done(request, ticket_id, said=_("Marked as spam."), undo=undo_address(event) if event else "")


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def no_spam(request: AgentRequest, ticket_id: int) -> HttpResponse:
    event = unmark_spam(find_ticket(request, ticket_id), by=request.user)
    return done(
        request, ticket_id, said=_("It is back in its queue."), undo=undo_address(event) if event else ""
    )


@agent_view(Permission.CUSTOMER_BLOCK)
@require_http_methods(["GET", "POST"])
def block(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST reason, and days (empty for good)."""
    ticket = find_ticket(request, ticket_id)
    if request.method == "GET":
        dialog = "tickets/dialogs/block.html"
        template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
        return render(request, template, {"ticket": ticket, "dialog": dialog, "days": DAYS})
    days = request.POST.get("days", "")
    until = timezone.now() + timedelta(days=int(days)) if days in map(str, DAYS) else None
    block_sender(ticket, reason=request.POST.get("reason", ""), until=until, by=request.user)
    return done(request, ticket_id, said=_("Blocked."), undo=reverse("ticket-unblock", args=[ticket_id]))


@agent_view(Permission.CUSTOMER_BLOCK)
@require_POST
def unblock(request: AgentRequest, ticket_id: int) -> HttpResponse:
    unblock_sender(find_ticket(request, ticket_id), by=request.user)
    return done(request, ticket_id, said=_("The customer may write again."))
