"""How each article stands in each language of the centre, as the console's list shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .article import Article
from .article_draft import ArticleDraft
from .article_text import ArticleText
from .centre import HelpCentre
from .stale import StaleFlag

STATES = {
    "published": _("Published"),
    "draft": _("Draft"),
    "review": _("Waits for a review"),
    "scheduled": _("Scheduled"),
    "behind": _("Translation behind"),
    "missing": _("Not translated"),
}
WRITTEN = {  # what a state asks of a draft
    "draft": Q(publish_at=None, reviewer=None) | Q(scheduled__isnull=False, reviewer=None),
    "review": Q(reviewer__isnull=False),
    "scheduled": Q(publish_at__isnull=False),
}


@dataclass(frozen=True)
class Standing:
    """In one language: what readers see, if anything, and what is being written."""

    language: str
    text: ArticleText | None
    draft: ArticleDraft | None
    is_behind: bool

    @property
    def states(self) -> list[str]:
        """The names of `STATES` that hold, what matters most first."""
        draft = self.draft
        found = [
            ("scheduled", draft and draft.publish_at),
            ("review", draft and draft.reviewer_id),
            ("behind", self.is_behind),
            ("draft", draft and (not draft.publish_at or draft.scheduled) and not draft.reviewer_id),
            ("published", self.text),
            ("missing", not self.text and not draft),
        ]
        return [name for name, holds in found if holds]


@dataclass(frozen=True)
class Line:
    article: Article
    title: str
    changed_at: datetime | None
    standings: list[Standing]
    draft_title: str = ""  # what the first text is to be called, where that is another


def listed(articles: QuerySet[Article], *, has_bodies: bool = False) -> QuerySet[Article]:
    """`articles` with what `line_of` needs, in three more queries; bodies stay where they are unless asked for."""
    texts, drafts = ArticleText.objects.all(), ArticleDraft.objects.all()
    return articles.select_related("category", "owner").prefetch_related(
        Prefetch("texts", texts if has_bodies else texts.defer("body")),
        Prefetch("drafts", drafts if has_bodies else drafts.defer("body")),
        Prefetch("stale_flags", StaleFlag.objects.open(), to_attr="doubts"),
        "category__names",
    )


def in_state(
    articles: QuerySet[Article], state: str, centre: HelpCentre, language: str = ""
) -> QuerySet[Article]:
    """Those of `articles` of which a state of `STATES` holds in `language`; without it, in any of the centre's."""
    if state == "missing":
        codes = [language] if language else centre.languages
        return articles.filter(_any(~Exists(_texts(code)) & ~Exists(_drafts(code)) for code in codes))
    if state in WRITTEN:
        return articles.filter(Exists(_drafts(language).filter(WRITTEN[state])))
    texts = _texts(language)
    return articles.filter(Exists(texts.filter(Exists(_newer())) if state == "behind" else texts))


def written_in(articles: QuerySet[Article], language: str) -> QuerySet[Article]:
    """Those that say something in `language`, or are to."""
    return articles.filter(Exists(_texts(language)) | Exists(_drafts(language)))


def _texts(language: str) -> QuerySet[ArticleText]:
    found = ArticleText.objects.filter(article=OuterRef("pk"))
    return found.filter(language=language) if language else found


def _drafts(language: str) -> QuerySet[ArticleDraft]:
    found = ArticleDraft.objects.filter(article=OuterRef("pk"))
    return found.filter(language=language) if language else found


def _newer() -> QuerySet[ArticleText]:
    """The text first written, where it has said more than a translation (`ArticleText.is_behind`)."""
    first = ArticleText.objects.filter(article=OuterRef("article"), language=F("article__language"))
    return first.filter(number__gt=Coalesce(OuterRef("follows"), 0)).exclude(language=OuterRef("language"))


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def languages_of(article: Article, centre: HelpCentre) -> list[str]:
    """The centre's, and those that the article was written in before: it can be taken back there."""
    written = {each.language for each in article.texts.all()} | {
        each.language for each in article.drafts.all()
    }
    return list(dict.fromkeys([*centre.languages, *sorted(written)]))


def line_of(article: Article, languages: Iterable[str]) -> Line:
    texts = {each.language: each for each in article.texts.all()}
    drafts = {each.language: each for each in article.drafts.all()}
    original = texts.get(article.language)
    standings = [
        Standing(
            code, texts.get(code), drafts.get(code), bool(code in texts and texts[code].is_behind(original))
        )
        for code in languages
    ]
    draft = drafts.get(article.language)
    words = original or draft or next(iter([*texts.values(), *drafts.values()]), None)
    moments = [each.changed_at for each in drafts.values()] + [each.published_at for each in texts.values()]
    title = words.title if words else ""
    waiting = draft.title if draft and original and draft.title != title else ""
    return Line(article, title, max(moments, default=None), standings, waiting)
