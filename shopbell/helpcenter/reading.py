"""What a reader finds in the help centre: categories with their articles, and one article, each in their language.

A text that is not there in the reader's language is given in the centre's first one, and says so. Who reads decides
inside the lookup (`Article.objects.readable_by`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, QuerySet, When

from .article import Article
from .article_text import ArticleText
from .body import filled, with_anchors
from .category import Category, CategoryName
from .centre import HelpCentre
from .films import with_films
from .living_links import with_living_links
from .picture_size import with_pictures
from .products import with_products
from .variables import filler


@dataclass(frozen=True)
class Reader:
    """Who reads, in which language of the centre."""

    language: str
    is_customer: bool = False
    is_agent: bool = False

    def articles(self):
        return Article.objects.readable_by(is_customer=self.is_customer, is_agent=self.is_agent)


@dataclass
class Shelf:
    """A category as it is read: its name in the reader's language, and its articles in their order."""

    category: Category
    name: CategoryName
    texts: list[ArticleText] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """An article as it is read: `html` has every value filled in, and `contents` are its headings."""

    text: ArticleText
    html: str
    contents: list[tuple[str, str]]
    spoken: dict[str, str]  # the languages that it is there in → the words of its address
    is_behind: bool  # the text first written says more


def shelves(centre: HelpCentre, reader: Reader, category: Category | None = None) -> list[Shelf]:
    """The categories in which `reader` finds something, or the one that is asked for, in three queries."""
    chain = centre.chain(reader.language)
    of_reader = reader.articles().filter(**({"category": category} if category else {}))
    rows = ArticleText.objects.filter(language__in=centre.languages, article__in=of_reader)
    texts = list(best_of(rows, chain).select_related("article").defer("body"))
    texts.sort(key=lambda text: (text.article.position, text.article_id))
    found: dict[int, Shelf] = {}
    for each in Category.objects.prefetch_related("names"):
        if name := each.named_in(chain):
            found[each.pk] = Shelf(each, name)
    for text in texts:
        if text.article.category_id in found:
            found[text.article.category_id].texts.append(text)
    return [shelf for shelf in found.values() if shelf.texts]


def best_of(texts: QuerySet[ArticleText], chain: list[str]) -> QuerySet[ArticleText]:
    """As `best_texts`, chosen by the database: a centre of many languages has many times the texts that are read."""
    rank = Case(*(When(language=code, then=number) for number, code in enumerate(chain)), default=len(chain))
    return texts.order_by("article_id", rank).distinct("article_id")


def best_texts(texts: Iterable[ArticleText], chain: list[str]) -> list[ArticleText]:
    """One text of each article, in the language that stands first in `chain`; in the order in which articles come."""
    best: dict[int, ArticleText] = {}
    rank = {code: number for number, code in enumerate(chain)}
    for text in texts:
        other = best.get(text.article_id)
        if other is None or rank.get(text.language, 99) < rank.get(other.language, 99):
            best[text.article_id] = text
    return list(best.values())


def shown_body(
    body: str, language: str, *, film: int | None = None, films_before: int = 0
) -> tuple[str, list[tuple[str, str]]]:
    """A body as its readers see it: values, films, products and what it leads to as they are now; and its headings.
    For `film` and `films_before` see `films.with_films`."""
    html = with_living_links(filled(body, filler(language)))
    html = with_films(with_pictures(html), film, before=films_before)
    return with_anchors(with_products(html, language))


def page_of(
    centre: HelpCentre, reader: Reader, article_id: int, *, film: int | None = None, films_before: int = 0
) -> Page | None:
    """The article as `reader` reads it; None when there is none for them."""
    article = reader.articles().filter(pk=article_id).first()
    texts = list(article.texts.filter(language__in=centre.languages)) if article else []
    if not article or not texts:
        return None
    (text,) = best_texts(texts, centre.chain(reader.language))
    original = next((each for each in texts if each.language == article.language), None)
    html, contents = shown_body(text.body, text.language, film=film, films_before=films_before)
    slugs = {each.language: each.slug for each in texts}
    spoken = {code: slugs[code] for code in centre.languages if code in slugs}
    text.article = article
    return Page(text, html, contents, spoken, text.is_behind(original))
