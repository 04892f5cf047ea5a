"""/desk/tickets/<id>/articles/: articles that answer a ticket, for who writes an answer or a note to it."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.tickets.ticket import Ticket

from ..finding import articles_for

MOST_TYPED = 60


@agent_view(Permission.TICKET_NOTE)
@require_GET
def articles(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """`q` is what was typed; with nothing typed, those near the ticket's subject and the customer's last words."""
    ticket = get_object_or_404(
        Ticket.objects.visible_to(request.user).select_related("customer"), pk=ticket_id
    )
    typed = request.GET.get("q", "").replace("\0", "")[:MOST_TYPED]
    last = (
        ticket.messages.filter(customer__isnull=False, agent=None)
        .order_by("-pk")
        .values_list("text", flat=True)
        .first()
        or ""
    )
    hits = articles_for(
        typed, f"{ticket.subject} {last[:500]}", ticket.language or ticket.customer.language,
        for_note=request.GET.get("kind") == "note",
    )  # fmt: skip
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
