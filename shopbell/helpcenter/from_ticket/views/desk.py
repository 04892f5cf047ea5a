"""/desk/tickets/<id>/to-article/: a private answer becomes the draft of a public text. GET and POST show it, POST with
`then` makes it. What lies beside an article is merged or dropped at /desk/help/<article>/proposals/<id>/, and at
/desk/help/<article>/quotes/<id>/ its customer is asked whether they may be quoted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.storable import storable
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.head import find_ticket

from ...article import Article
from ...article_text import MOST_TITLE
from ...category import Category
from ...centre import HelpCentre
from ...finding import MOST_CHARACTERS, Hit, articles_for
from ..asking import ask_consent, withdraw_quote
from ..consent import Said
from ..making import begin_from_ticket, drop_proposal, merge_proposal, propose
from ..taken import MOST_OF_WORD, MOST_WORDS, Taken, first_choice, offered, take
from ..ticket_text import TicketText

MOST_NEAR = 4


def likely_category(ticket: Ticket, near: Sequence[Hit]) -> int | None:
    """Where most articles for the ticket's contact reason stand, else the one that is nearest; None without either."""
    reason = ticket.reason
    for one in filter(None, [reason, reason and reason.parent]):
        found = Category.objects.filter(articles__reasons=one).annotate(count=Count("articles"))
        if best := found.order_by("-count", "position").first():
            return best.pk
    return near[0].text.article.category_id if near else None


@dataclass
class Asked:
    """What the form says, or would if it was sent as it is shown first."""

    ticket: Ticket
    offered: list[Message]
    chosen: set[int]
    language: str
    shown: set[str]
    also: str
    taken: Taken
    title: str


def asked_of(request: AgentRequest, ticket: Ticket) -> Asked:
    centre, said = HelpCentre.current(), request.POST
    there = offered(ticket)
    language = said.get("language", "")
    if language not in centre.languages:
        language = centre.nearest(ticket.language or ticket.customer.language)
    is_sent = request.method == "POST"
    chosen = {row_key(each) for each in said.getlist("message")} if is_sent else first_choice(there)
    shown, also = set(said.getlist("shown")), storable(said.get("also", ""))[: MOST_WORDS * MOST_OF_WORD]
    parts = [each for each in there if each.pk in chosen]
    taken = take(ticket, parts, language, shown=shown, also=also.splitlines())
    title = storable(said["title"])[:MOST_TITLE] if "title" in said else taken.title
    return Asked(ticket, there, chosen, language, shown, also, taken, title)


@agent_view(Permission.HELP_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def to_article(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    asked = asked_of(request, ticket)
    if "then" not in request.POST or "HX-Request" in request.headers:  # it is only shown again
        return _page(request, asked)
    try:
        return _make(request, asked)
    except Refused as refusal:
        return _page(request, asked, refusal=str(refusal))


def _make(request: AgentRequest, asked: Asked) -> HttpResponse:
    """A draft of a new article, or a proposal beside the one that was chosen."""
    place = request.POST.get("place", "")
    if not place:
        category = get_object_or_404(Category, pk=row_key(request.POST.get("category", "")))
        draft = begin_from_ticket(asked.ticket, asked.taken, asked.title, category, by=request.user)
        messages.success(request, _("The draft is made. Nobody reads it before it is published."))
        return redirect("help-desk-article", draft.article_id, draft.language)
    article = get_object_or_404(Article, pk=row_key(place))
    propose(asked.ticket, asked.taken, asked.title, article, by=request.user)
    messages.success(request, _("It lies beside the article now. Look at what would change."))
    return redirect("help-desk-article", article.pk, asked.language)


def _page(request: AgentRequest, asked: Asked, *, refusal: str = "") -> HttpResponse:
    centre = HelpCentre.current()
    said = f"{asked.title} {asked.taken.quoted}"[:MOST_CHARACTERS]
    near = articles_for("", said, asked.language, for_note=True, in_text=True)
    context: dict[str, Any] = {
        "ticket": asked.ticket,
        "asked": asked,
        "parts": {part.message.pk: part for part in asked.taken.parts},
        "near": [hit.text for hit in near[:MOST_NEAR]],
        "place": row_key(request.POST.get("place", "")),
        "category": row_key(request.POST.get("category", "")) or likely_category(asked.ticket, near),
        "categories": Category.objects.prefetch_related("names"),
        "spoken": centre.spoken(),
        "neutral": asked.taken.neutral,
        "refusal": refusal,
    }
    return render(request, "helpdesk/from_ticket.html", context, status=422 if refusal else 200)


@agent_view(Permission.HELP_WRITE)
@require_POST
def proposal(request: AgentRequest, article_id: int, text_id: int) -> HttpResponse:
    """Take a proposal into the draft, or with `drop` leave it. It names nobody: who may not see its ticket may too."""
    text = get_object_or_404(
        TicketText.objects.proposed().select_related("article"), pk=text_id, article=article_id
    )
    if request.POST.get("drop"):
        drop_proposal(text, by=request.user)
        messages.success(request, _("The proposal is gone."))
    else:
        merge_proposal(text, by=request.user, seen=row_key(request.POST.get("seen", "")))
        messages.success(request, _("It stands at the end of the draft now."))
    return redirect("help-desk-article", article_id, text.language)


@agent_view(Permission.HELP_WRITE)
@require_POST
def consent(request: AgentRequest, article_id: int, text_id: int) -> HttpResponse:
    """Ask the customer; with `withdraw` note that they told an agent that they agree no longer."""
    found = TicketText.objects.visible_to(request.user).select_related("article", "ticket__customer")
    text = get_object_or_404(found, pk=text_id, article=article_id)
    if request.POST.get("withdraw"):
        given = next((each for each in text.consents.all() if each.standing == Said.GIVEN), None)
        if given:
            withdraw_quote(given)
        messages.success(request, _("Noted. What quotes them is marked."))
    else:
        ask_consent(text, by=request.user)
        messages.success(request, _("They are asked. Until they agree, their words are not published."))
    return redirect("help-desk-article", article_id, text.language)
