"""Articles as documents: each published text by itself, shown in the language that its reader reads best."""

import re
from collections.abc import Iterable

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.body import text_in_a_line
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.reading import best_texts
from shopbell.helpcenter.views.public import address_of
from shopbell.shop.policies.page import PAGES

from .from_policies import title_of
from .sources import Reader, Shown, Written

TO_POLICY = re.compile(r'<a href="/policies/([^"/#?]+)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


def written(ids: list[int]) -> Iterable[Written]:
    texts = ArticleText.objects.filter(article__in=ids).select_related("article")
    categories = _categories({text.article.category_id for text in texts})
    for text in texts:
        category = categories[text.article.category_id]
        name = category.named_in([text.language])
        yield Written(
            text.article_id,
            text.language,
            text.title,
            [
                (text.title, "A"),
                (text.summary, "B"),
                (name.name if name else "", "C"),
                (text_in_a_line(_without_titles_of_policies(text)), "D"),
            ],
            access=text.article.access,
            category=category.slug,
        )


def shown(ids: list[int], reader: Reader) -> dict[int, Shown]:
    readable = Article.objects.readable_by(is_customer=bool(reader.customer), is_agent=bool(reader.agent))
    texts = ArticleText.objects.filter(
        article__in=readable.filter(pk__in=ids), language__in=reader.languages
    ).select_related("article")
    best = best_texts(texts, list(reader.languages))
    categories = _categories({text.article.category_id for text in best})
    found = {}
    for text in best:
        name = categories[text.article.category_id].named_in(list(reader.languages))
        body = text_in_a_line(text.body)
        found[text.article_id] = Shown(
            text.title,
            address_of(text, reader.languages[0]),
            text.language,
            f"{text.summary} {body}".strip(),
            name.name if name else "",
            text.summary,
        )
    return found


def all_ids() -> Iterable[int]:
    return ArticleText.objects.values_list("article_id", flat=True).distinct()


def _without_titles_of_policies(text: ArticleText) -> str:
    """Its body. A title by which it leads to a policy says what that page is about, which is found by itself."""

    def without_title(link: re.Match[str]) -> str:
        page = PAGES.get(link[1])
        return "" if page and link[2] == title_of(page, text.language) else link[0]

    return TO_POLICY.sub(without_title, text.body)


def _categories(ids: set[int]) -> dict[int, Category]:
    return Category.objects.prefetch_related("names").in_bulk(ids)
