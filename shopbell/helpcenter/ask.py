"""Asking somebody to see to an article or a guide: a reviewer to look a draft over, who wrote it to change it
(`review.py`), an owner when it is due, in doubt, or could not be published at its moment (`guides/scheduling.py`), all
who may publish where it has none.

A row is one asking, so that nobody is asked of the same twice. Who tells of it stands on a floor above (`TELLERS`).
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.lock import hold_until_commit

from .article import Article
from .article_text import MOST_TITLE, ArticleText
from .guides.guide import Guide
from .ownership import publishers

AGAIN = timedelta(days=14)  # after which an owner hears again of what is still due
KEPT = timedelta(days=365)
UNOWNED_A_DAY = 5  # articles and guides that nobody sees to: each is told to several agents
MOST_NOTE = 1_000  # characters


class AskKind(models.TextChoices):
    REVIEW = "review"
    CHANGE = "change"
    FAULTY = "faulty"
    DUE = "due"
    STALE = "stale"


class Ask(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="asks")
    guide = models.ForeignKey(Guide, models.CASCADE, null=True, related_name="asks", db_index=False)
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=MOST_TITLE, help_text="what it was called then")
    kind = models.CharField(max_length=10, choices=AskKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=MOST_NOTE, blank=True, help_text="what is to be changed")
    is_unowned = models.BooleanField(
        default=False, help_text="all who may publish are asked: nobody sees to it"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["article", "kind", "-at"], name="ask_newest"),
            models.Index(fields=["guide", "kind", "-at"], name="ask_newest_of_guide"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(article=None) ^ models.Q(guide=None), name="ask_about_one"
            )
        ]


# who tells agents of it: (what is asked, of whom, when), and who notes that an agent has the thing before their eyes
TELLERS: list[Callable[[Ask, Agent, datetime], None]] = []
LOOKED: list[Callable[[Article | Guide, Agent], None]] = []


def ask(
    thing: Article | Guide, agent: Agent | None, kind: AskKind, *, title: str, language: str = "",
    by: Agent | None = None, note: str = "",
) -> Ask:  # fmt: skip
    """Ask `agent`, and tell them of it. Nobody is told of what they ask themselves."""
    asked = Ask.objects.create(
        language=language or thing.language, title=title, kind=kind, by=by, note=note,
        **{name_of(type(thing)): thing},
    )  # fmt: skip
    if agent and by != agent:
        for tell in TELLERS:
            tell(asked, agent, asked.at)
    return asked


@transaction.atomic
def remind_owners(now: datetime) -> int:
    """Ask each owner whose article or guide is due to be looked over, once and then each fortnight. Returns how
    many."""
    due = {"review_on__lte": timezone.localdate(now)}
    every = (Article.objects.filter(**due), Guide.objects.filter(**due))
    return sum(ask_owners(things, AskKind.DUE, now) for things in every)


def ask_owners(
    things: models.QuerySet[Article] | models.QuerySet[Guide],
    kind: AskKind,
    now: datetime,
    portion: int = 200,
) -> int:
    """Ask the owners of `things` who were not asked of it in a fortnight. Returns of how many things.

    Of one that nobody sees to, or nobody who still writes articles, all who may publish are asked: of few a day, of
    whichever kind, since it is all of them.
    """
    hold_until_commit(f"ask {kind}")
    about = {name_of(things.model): models.OuterRef("pk")}
    lately = Ask.objects.filter(**about, kind=kind, at__gt=now - AGAIN)
    wanted: models.QuerySet[Any] = (
        things.filter(~models.Exists(lately)).select_related("owner__role").order_by("pk")
    )
    if things.model is Article:
        first = ArticleText.objects.filter(
            article=models.OuterRef("pk"), language=models.OuterRef("language")
        )
        wanted = wanted.annotate(title=models.Subquery(first.values("title")[:1]))
    writes = models.Q(owner__is_active=True, owner__role__permissions__contains=[Permission.HELP_WRITE])
    owned = list(wanted.filter(writes)[:portion])
    for thing in owned:
        ask(thing, thing.owner, kind, title=_title_of(thing))
    today = Ask.objects.filter(is_unowned=True, at__date=timezone.localdate(now)).count()
    left = max(0, UNOWNED_A_DAY - today)
    unowned = list(wanted.exclude(writes)[:left]) if (leads := publishers()) else []
    for thing in unowned:
        _ask_all(thing, leads, kind, now)
    return len(owned) + len(unowned)


def _ask_all(thing: Article | Guide, leads: Sequence[Agent], kind: AskKind, now: datetime) -> None:
    asked = Ask.objects.create(
        language=thing.language, title=_title_of(thing), kind=kind, is_unowned=True, at=now,
        **{name_of(type(thing)): thing},
    )  # fmt: skip
    for agent in leads:
        for tell in TELLERS:
            tell(asked, agent, asked.at)


def _title_of(thing: Any) -> str:
    """What it is called in the language that it is first written in; an article was asked for with its `title`."""
    return str(thing)[:MOST_TITLE] if isinstance(thing, Guide) else thing.title or ""


def name_of(kind: type[Article] | type[Guide]) -> str:
    """By which field of a row that is of either an article or a guide it is named."""
    return "article" if issubclass(kind, Article) else "guide"


def forget_asks(now: datetime) -> int:
    return Ask.objects.filter(at__lt=now - KEPT).delete()[0]
