"""Asking somebody to see to an article: a reviewer to look a draft over, who wrote it to change it (`review.py`), an
owner whose article is due or in doubt.

A row is one asking, so that nobody is asked of the same twice. Who tells of it stands on a floor above (`TELLERS`).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.lock import hold_until_commit

from .article import Article
from .article_text import MOST_TITLE, ArticleText

AGAIN = timedelta(days=14)  # after which an owner hears again of what is still due
KEPT = timedelta(days=365)
MOST_NOTE = 1_000  # characters


class AskKind(models.TextChoices):
    REVIEW = "review"
    CHANGE = "change"
    DUE = "due"
    STALE = "stale"


class Ask(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="asks")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=MOST_TITLE, help_text="what the article was called then")
    kind = models.CharField(max_length=10, choices=AskKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=MOST_NOTE, blank=True, help_text="what is to be changed")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["article", "kind", "-at"], name="ask_newest")]


# who tells agents of it: (what is asked, of whom, when), and who notes that an agent has the article before their eyes
TELLERS: list[Callable[[Ask, Agent, datetime], None]] = []
LOOKED: list[Callable[[Article, Agent], None]] = []


def ask(
    article: Article, agent: Agent | None, kind: AskKind, *, title: str, language: str = "", by: Agent | None = None,
    note: str = "",
) -> Ask:  # fmt: skip
    """Ask `agent`, and tell them of it. Nobody is told of what they ask themselves."""
    asked = Ask.objects.create(
        article=article, language=language or article.language, title=title, kind=kind, by=by, note=note
    )
    if agent and by != agent:
        for tell in TELLERS:
            tell(asked, agent, asked.at)
    return asked


@transaction.atomic
def remind_owners(now: datetime) -> int:
    """Ask each owner whose article is due to be looked over, once and then each fortnight. Returns how many."""
    due = Article.objects.filter(review_on__lte=timezone.localdate(now))
    return ask_owners(due, AskKind.DUE, now)


def ask_owners(articles: models.QuerySet[Article], kind: AskKind, now: datetime, portion: int = 200) -> int:
    """Ask the owners of `articles`, those who write articles still and were not asked of it in a fortnight."""
    hold_until_commit(f"ask {kind}")
    lately = Ask.objects.filter(article=models.OuterRef("pk"), kind=kind, at__gt=now - AGAIN)
    texts = ArticleText.objects.filter(article=models.OuterRef("pk"), language=models.OuterRef("language"))
    wanted = articles.filter(~models.Exists(lately), owner__is_active=True).select_related("owner__role")
    count = 0
    for article in wanted.annotate(title=models.Subquery(texts.values("title")[:1])).order_by("pk")[:portion]:
        if article.owner and article.owner.may(Permission.HELP_WRITE):
            ask(article, article.owner, kind, title=article.title or "")
            count += 1
    return count


def forget_asks(now: datetime) -> int:
    return Ask.objects.filter(at__lt=now - KEPT).delete()[0]
