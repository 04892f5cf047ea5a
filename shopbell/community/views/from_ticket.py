"""/desk/tickets/<id>/to-topic/: a private answer becomes a topic that everybody reads. GET and POST show it, POST with
`then` publishes it, asks its customer or notes that they withdrew it. /community/quotes/<secret>/: what they say."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.public_answer import is_answered_in_public
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.storable import storable
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.from_ticket.redaction import covered
from shopbell.helpcenter.from_ticket.views.desk import Asked, asked_of
from shopbell.portal.frame import framed
from shopbell.tickets.views.head import find_ticket

from ..board import Board
from ..community import Community
from ..from_ticket import (
    PublicWords,
    answer_for_topic,
    ask_for_topic,
    asked_behind,
    publish_topic,
    withdraw_topic,
)
from ..ticket_topic import TicketTopic
from ..words import html_of


@agent_view(Permission.COMMUNITY_MODERATE)
@require_http_methods(["GET", "HEAD", "POST"])
def to_topic(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    if request.POST.get("then") == "withdraw":
        return _withdraw(request, ticket_id)
    asked = asked_of(request, ticket)
    if "then" not in request.POST or "HX-Request" in request.headers:  # it is only shown again
        return _page(request, asked, _taken(asked))
    said = {name: storable(request.POST.get(name, "")) for name in ("question", "answer")}
    try:
        return _make(request, asked, said)
    except Refused as refusal:
        return _page(request, asked, said, refusal=str(refusal))


def _taken(asked: Asked) -> dict[str, str]:
    """What the customer asked and what was answered, without what is personal."""
    texts = [(part.is_quote, covered(part.pieces, asked.taken.neutral)) for part in asked.taken.parts]
    return {
        "question": "\n\n".join(text for is_quote, text in texts if is_quote),
        "answer": "\n\n".join(text for is_quote, text in texts if not is_quote),
    }


def _make(request: AgentRequest, asked: Asked, said: dict[str, str]) -> HttpResponse:
    board = get_object_or_404(Board, pk=row_key(request.POST.get("board", "")))
    words = PublicWords(board, asked.language, asked.title, **said)
    if request.POST["then"] == "ask":
        ask_for_topic(asked.ticket, words, by=request.user)
        messages.success(request, _("They are asked. Until they agree, their words are not published."))
        return redirect("ticket-to-topic", asked.ticket.pk)
    made = publish_topic(asked.ticket, words, by=request.user, client_id=_client_id(request))
    messages.success(request, _("Published."))
    return redirect("community-desk-topic", made.pk)


def _client_id(request: AgentRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return uuid.uuid4()


def _withdraw(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """They told an agent that they agree no longer."""
    rows = TicketTopic.objects.visible_to(request.user).filter(ticket=ticket_id)
    withdraw_topic(get_object_or_404(rows, pk=row_key(request.POST.get("row", ""))))
    messages.success(request, _("Noted. Nobody sees the topic any more."))
    return redirect("ticket-to-topic", ticket_id)


def _page(request: AgentRequest, asked: Asked, said: dict[str, str], *, refusal: str = "") -> HttpResponse:
    centre = HelpCentre.current()
    context: dict[str, Any] = {
        "ticket": asked.ticket,
        "asked": asked,
        "said": said,
        "parts": {part.message.pk: part for part in asked.taken.parts},
        "neutral": asked.taken.neutral,
        "boards": Board.objects.prefetch_related("names"),
        "board": row_key(request.POST.get("board", "")),
        "spoken": centre.spoken(),
        "may_ask": centre.asks_consent and not is_answered_in_public(asked.ticket),
        "community": Community.current(),
        "rows": TicketTopic.objects.visible_to(request.user)
        .filter(ticket=asked.ticket)
        .select_related("agent"),
        "client_id": request.POST.get("client_id") or uuid.uuid4(),
        "refusal": refusal,
    }
    return render(request, "communitydesk/from_ticket.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest, topic_secret: str) -> HttpResponse:
    """A customer sees the topic as it would stand, says yes or no, and later withdraws."""
    asked = asked_behind(topic_secret)
    if asked is None or asked.customer.erased_at:
        return framed(request, "help/quote_over.html", status=404)
    if request.method != "POST":
        shown = {"asked": asked, "question": html_of(asked.question), "answer": html_of(asked.answer)}
        return framed(request, "community/quote.html", shown)
    if request.user.is_authenticated:  # the link stands in the ticket, where every agent reads it
        raise Refused(_("You are signed in as an agent. Only the customer can say this."))
    said = request.POST.get("say", "")
    if said == "withdraw":
        withdraw_topic(asked)
    elif said in ("yes", "no"):
        answer_for_topic(asked, is_given=said == "yes")
    return redirect(request.get_full_path())
