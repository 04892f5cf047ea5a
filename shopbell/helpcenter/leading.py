"""Where an old address may lead: an article, a category, a guide or a page of the policies, each by its title."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.shop.policies.page import PAGES

from .article_text import ArticleText
from .category import Category
from .centre import HelpCentre
from .guides.guide import Guide
from .reading import best_texts

MOST_NAMED = 4  # titles in a refusal


@dataclass(frozen=True)
class Place:
    """What an old address leads to. `column` of a redirect holds `value`."""

    column: str
    value: Any
    title: str

    @property
    def label(self) -> str:
        """As one chooses it, and no two alike."""
        named = {"title": self.title, "number": getattr(self.value, "pk", "")}
        if self.column == "article":
            return _("%(title)s (article %(number)s)") % named
        if self.column == "category":
            return _("%(title)s (category)") % named
        return (
            _("%(title)s (step by step)") % named
            if self.column == "guide"
            else _("%(title)s (policy)") % named
        )


def places() -> Iterator[Place]:
    """All there are, each title in the first language of the centre that it has."""
    chain = HelpCentre.current().chain(HelpCentre.current().language)
    texts = ArticleText.objects.select_related("article").defer("body").order_by("title")
    yield from (Place("article", text.article, text.title) for text in best_texts(texts, chain))
    for category in Category.objects.prefetch_related("names"):
        yield Place("category", category, category_title(category, chain))
    yield from (Place("guide", guide, str(guide)) for guide in Guide.objects.published())
    yield from (Place("policy", slug, str(page.title)) for slug, page in PAGES.items())


def place_named(words: str) -> Place:
    """The one that is chosen by its label, or the only one whose title has `words`. Raises Refused."""
    wanted, all_of = words.strip().casefold(), list(places())
    near = [each for each in all_of if wanted and wanted in each.title.casefold()]
    exact = [each for each in all_of if wanted in (each.label.casefold(), each.title.casefold())]
    found = exact or near
    if not found:
        raise Refused(_("Nothing has this title. Type a word of it and choose."))
    if len(found) > 1:
        titles = ", ".join(f"“{each.label}”" for each in found[:MOST_NAMED])
        raise Refused(_("Several have these words; choose one: %(titles)s.") % {"titles": titles})
    return found[0]


def place_of(row: Any) -> Place | None:
    """Where a redirect leads."""
    chain = HelpCentre.current().chain(HelpCentre.current().language)
    if row.article_id:
        text = next(iter(best_texts(row.article.texts.select_related("article").defer("body"), chain)), None)
        return Place("article", row.article, text.title if text else f"{row.article_id}")
    if row.category_id:
        return Place("category", row.category, category_title(row.category, chain))
    if row.guide_id:
        return Place("guide", row.guide, str(row.guide))
    page = PAGES.get(row.policy)
    return Place("policy", row.policy, str(page.title)) if page else None


def category_title(category: Category, chain: list[str]) -> str:
    name = category.named_in(chain)
    return name.name if name else category.slug
