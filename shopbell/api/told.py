"""A ticket, or an article, as programs are told of it unasked: in the shape in which they read it."""

from typing import Any

from django.urls import reverse

from shopbell.automation.webhook_event import Kind
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_event import ArticleEvent
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.standing import listed
from shopbell.tickets.ticket import Ticket

from .caller import Service
from .scope import Scope
from .token import Token

SEES = [Scope.TICKETS_READ, Scope.ORDERS_READ]  # whoever writes a webhook manages the settings


def ticket_told(ticket: Ticket) -> dict[str, Any]:
    """`ticket` as `GET /api/v1/tickets/{id}` tells it, ready for JSON."""
    from .resources.ticket_state import state_of  # the routes want every app to be there

    return state_of(ticket, Service(Token(name="webhook", scopes=[*SEES]))).model_dump(mode="json")


def article_told(article_id: int) -> dict[str, Any] | None:
    """The article as `GET /api/v1/articles` lists it, with no word of a draft; None once it is deleted."""
    from .resources.article_state import row_of

    rows = listed(Article.objects.filter(pk=article_id)).prefetch_related("reasons__parent")
    article = rows.first()
    if not article:
        return None
    return row_of(article, HelpCentre.current()).model_dump(mode="json") | {"title": _title(article)}


def _title(article: Article) -> str:
    """As readers see it, or saw it last: what a draft is called is nobody's yet."""
    titles = {each.language: each.title for each in article.texts.all()}
    if titles:
        return titles.get(article.language) or next(iter(titles.values()))
    last = article.versions.order_by("-at", "-pk").first()
    return last.title if last else ""


def article_address(article_id: int, language: str) -> str:
    """Where the desk shows it."""
    return reverse("help-desk-article", args=[article_id, language or HelpCentre.current().language])


ARTICLES = Kind(
    {each.value: each.label for each in ArticleEvent},
    article_told,
    article_address,
)
