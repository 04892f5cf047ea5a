"""Articles as answers that are offered."""

from collections.abc import Collection

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shopbell.channels.offered import Kind, Page, Titled

from ..article import Article
from ..article_read import note_reading
from ..article_text import ArticleText
from ..centre import HelpCentre
from ..reading import Reader, best_texts, page_of
from ..views.public import address_of


def read(number: int, language: str) -> Page | None:
    centre = HelpCentre.current()
    if not centre.is_on or language not in centre.languages:
        return None
    page = page_of(centre, Reader(language), number)
    if not page:
        return None
    text = page.text
    return Page(text.title, text.language, page.html, address_of(text, text.language))


def open_in(numbers: Collection[int]) -> set[tuple[int, str]]:
    readable = Article.objects.readable_by().filter(pk__in=numbers, texts__isnull=False)
    return set(readable.values_list("pk", "texts__language"))


def titles(numbers: Collection[int]) -> dict[int, Titled]:
    """Of those that are published, in the centre's first language or another."""
    centre = HelpCentre.current()
    texts = ArticleText.objects.filter(article__in=Article.objects.filter(pk__in=numbers)).defer("body")
    best = best_texts(texts.order_by("article_id"), centre.chain(centre.language))
    return {text.article_id: Titled(text.title, text.language, _desk_address(text)) for text in best}


def _desk_address(text: ArticleText) -> str:
    return reverse("help-desk-article", args=[text.article_id, text.language])


def note(request: HttpRequest, number: int, language: str) -> None:
    """Reading an offer is a reading like any other: a ticket that follows knows what was read before it."""
    text = ArticleText.objects.filter(article=number, language=language).defer("body").first()
    if text:
        note_reading(request, text)


ARTICLE = Kind(_("Article"), "book-open", _("Open in the help centre"), read, open_in, titles, note)
