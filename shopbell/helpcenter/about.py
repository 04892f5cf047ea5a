"""What is said about an article: where it stands, who may read it, who sees to it. Its words lie apart."""

from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent, agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.shop.policies.policy import Policy
from shopbell.tickets.reason import ContactReason

from .article import Article
from .article_draft import ArticleDraft, write_draft
from .article_event import ArticleEvent, tell
from .category import Category


class About(TypedDict, total=False):
    category: Category
    access: str
    owner: Agent | None
    review_on: date | None
    reasons: list[ContactReason]
    policies: list[Policy]


@transaction.atomic
def begin_article(language: str, title: str, category: Category, *, by: Any) -> ArticleDraft:
    """A new article at the end of `category`, with an empty draft in `language`. Raises Refused without a title."""
    by.require(Permission.HELP_WRITE)
    last = category.articles.aggregate(last=Max("position"))["last"]
    article = Article.objects.create(
        category=category,
        language=language,
        owner=agent_or_none(by),
        position=0 if last is None else last + 1,
    )
    return write_draft(article, language, {"title": title, "summary": "", "body": ""}, by=by)


@transaction.atomic
def change_about(article: Article, *, by: Any, **about: Unpack[About]) -> None:
    """Change what is named. Who reads it counts at once, so it takes who may publish."""
    opens = about.get("access", article.access) != article.access
    moves = about.get("category", article.category) != article.category
    by.require(Permission.HELP_PUBLISH if opens else Permission.HELP_WRITE)
    if "reasons" in about:
        article.reasons.set(about.pop("reasons"))
    if "policies" in about:
        article.policies.set(about.pop("policies"))
    for name, value in about.items():
        setattr(article, name, value)
    article.save(update_fields=list(about))
    if (opens or moves) and article.texts.exists():
        tell(ArticleEvent.CHANGED, [(article.pk, "")])


@transaction.atomic
def delete_article(article: Article, *, by: Any) -> None:
    """Delete an article that nobody reads. Raises Refused while it is published in some language."""
    by.require(Permission.HELP_PUBLISH)
    article.lock()
    if article.texts.exists():
        raise Refused(_("Readers see this article. Take it back in each language, then delete it."))
    article.delete()
