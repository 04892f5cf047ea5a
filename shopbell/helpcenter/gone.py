"""Pages of ours that may be there no more: articles, categories and guides, and what floors above add to `OWN_PAGES`.

Such an address may lead on (`redirect.py`). What is published again answers there itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import Http404
from django.urls import ResolverMatch

from .addressed import found_at
from .article import Article
from .category import Category
from .guides.guide import Guide


@dataclass(frozen=True)
class OwnPage:
    """A kind of page. Its address is `below`, the language, `place`, and the word or number that finds it."""

    place: str
    find: Callable[[Any], Any]  # the row that stands there, or stood there last; None where none is
    is_read: Callable[[Any], bool]  # whether anybody finds that row
    below: str = ""
    # whether something of that number has ever been there
    was_given: Callable[[Any], bool] = lambda key: True

    def path(self, language: str, key: Any) -> str:
        """As it is kept."""
        return "/".join(filter(None, [self.below, language, self.place, str(key)]))


@dataclass(frozen=True)
class Standing:
    """An address of such a page."""

    page: OwnPage
    language: str
    key: Any  # as it is called now, whatever it was called before
    is_gone: bool

    @property
    def kept_as(self) -> str:
        return self.page.path(self.language, self.key)

    def paths(self, languages: list[str]) -> list[str]:
        """As what it may be kept, in its own language first."""
        spoken = languages if self.language in languages else []
        return [self.page.path(each, self.key) for each in dict.fromkeys([self.language, *spoken])]


def by_slug(rows: Any) -> Callable[[str], Any]:
    def find(slug: str) -> Any:
        try:
            return found_at(rows.all(), slug)
        except Http404:
            return None

    return find


def standing_at(match: ResolverMatch | None) -> Standing | None:
    """What stands where `match` is; None for an address of another kind."""
    page = OWN_PAGES.get((match and match.url_name) or "")
    if not match or not page:
        return None
    asked = match.kwargs["article_id"] if "article_id" in match.kwargs else match.kwargs["slug"]
    row = page.find(asked)
    is_gone = page.was_given(asked) if row is None else not page.is_read(row)
    return Standing(page, match.kwargs["language"], getattr(row, "slug", asked), is_gone)


def _is_category_read(category: Category) -> bool:
    in_it = category.articles.filter(texts__isnull=False)
    return in_it.exists() or category.guides.filter(shown__isnull=False).exists()


def _was_article(number: int) -> bool:
    """Also one that was deleted; the number of one that is yet to be written is kept for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass), 0)",
            [Article._meta.db_table],
        )
        return number <= cursor.fetchone()[0]


_ARTICLE = OwnPage(
    "articles",
    lambda number: Article.objects.filter(pk=number).first(),
    lambda article: article.texts.exists(),
    was_given=_was_article,
)
_GUIDE = OwnPage("guides", by_slug(Guide.objects), lambda guide: bool(guide.shown_id))
OWN_PAGES: dict[str, OwnPage] = {  # by the name of the address
    "help-article": _ARTICLE,
    "help-article-short": _ARTICLE,
    "help-category": OwnPage("topics", by_slug(Category.objects), _is_category_read),
    "help-guide": _GUIDE,
    "help-guide-step": _GUIDE,
}
