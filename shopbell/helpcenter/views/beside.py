"""/desk/tickets/<id>/articles/: articles that answer a ticket, for who writes an answer or a note to it."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.tickets.ticket import Ticket

from ..finding import articles_for, asked_in

MOST_TYPED = 60


@agent_view(Permission.TICKET_NOTE)
@require_GET
def articles(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """`q` is what was typed; with nothing typed, those near the ticket's subject and the customer's last words."""
    ticket = get_object_or_404(
        Ticket.objects.visible_to(request.user).select_related("customer"), pk=ticket_id
    )
    typed = request.GET.get("q", "").replace("\0", "")[:MOST_TYPED]
    language = ticket.language or ticket.customer.language
    hits = articles_for(typed, asked_in(ticket), language, for_note=request.GET.get("kind") == "note")
    found = [
        {
            "id": hit.text.article_id,
            "title": hit.text.title,
            "detail": hit.text.summary,
            "address": settings.SITE_URL
            + reverse("help-article", args=[hit.text.language, hit.text.article_id, hit.text.slug]),
        }
        for hit in hits
    ]
    return JsonResponse({"articles": found})
