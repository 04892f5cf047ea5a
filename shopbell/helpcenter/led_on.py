"""Where an address of before leads a reader: at once to what they may read, also where what it led to is gone and leads
on itself."""

from typing import Any

from django.urls import reverse

from shopbell.shop.policies.page import PAGES

from .article import Article
from .category import Category
from .centre import HelpCentre
from .guides.guide import Guide
from .old_address import own_page_at
from .reading import Reader, best_texts
from .redirect import Redirect, redirect_at


def led_to(path: str, centre: HelpCentre, reader: Reader, passed: frozenset[int] = frozenset()) -> str | None:
    """The address, in the language that `path` names; None where it leads nowhere, in a circle, or to what this reader
    may not read."""
    row = redirect_at(path)
    if row is None or row.pk in passed:
        return None
    named = _language_in(path, centre)
    thing = row.article or row.category or row.guide
    address = _address_of(row, thing, named, centre, reader)
    if address or not thing:
        return address
    its_own = own_path_of(thing, named or centre.language)
    own = own_page_at(its_own)
    return led_to(its_own, centre, reader, passed | {row.pk}) if own and own.is_gone else None


def own_path_of(thing: Article | Category | Guide, language: str) -> str:
    """The path of its page, as it is kept."""
    if isinstance(thing, Article):
        return f"{language}/articles/{thing.pk}"
    return f"{language}/{'guides' if isinstance(thing, Guide) else 'topics'}/{thing.slug}"


def _address_of(row: Redirect, thing: Any, named: str, centre: HelpCentre, reader: Reader) -> str | None:
    language, may = named or centre.language, {"is_customer": reader.is_customer, "is_agent": reader.is_agent}
    if row.article:
        return _article(row.article, named, centre, reader)
    if row.category:
        in_it = reader.articles().filter(category=row.category, texts__language__in=centre.languages)
        guides = Guide.objects.published().readable_by(**may).filter(category=row.category)
        is_read = in_it.exists() or guides.exists()
        return reverse("help-category", args=[language, row.category.slug]) if is_read else None
    if row.guide:
        is_read = Guide.objects.published().readable_by(**may).filter(pk=row.guide_id).exists()
        return reverse("help-guide", args=[language, row.guide.slug]) if is_read else None
    return reverse("help-policy", args=[language, row.policy]) if row.policy in PAGES else None


def _article(article: Article, named: str, centre: HelpCentre, reader: Reader) -> str | None:
    """In the language that it was written in first, where none is named."""
    texts = article.texts.filter(language__in=centre.languages, article__in=reader.articles()).defer("body")
    chain = list(dict.fromkeys([named, article.language, *centre.languages]))
    text = next(iter(best_texts(texts, chain)), None)
    if not text:
        return None
    return reverse("help-article", args=[named or text.language, article.pk, text.slug])


def _language_in(path: str, centre: HelpCentre) -> str:
    """The language of the centre that an old address names (hc/de/…); empty where it names none."""
    spoken = {code.split("-")[0]: code for code in reversed(centre.languages)}
    parts = [each for each in path.lower().strip("/").split("/") if each != "help"][:2]
    return next((spoken[part.split("-")[0]] for part in parts if part.split("-")[0] in spoken), "")
