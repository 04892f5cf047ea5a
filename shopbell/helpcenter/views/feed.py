"""/help/sitemap.xml for search engines (sitemaps.org); /help/<language>/feed.xml, what is new (Atom, RFC 4287)."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from shopbell.channels.brand import Brand
from shopbell.core.revalidated import revalidated
from shopbell.core.xml_page import ATOM, xml_page

from ..article import Access
from ..article_text import ArticleText
from ..category import Category
from ..centre import HelpCentre, answer_in
from ..guides.guide import Guide
from ..kept_page import kept
from ..legal import own_pages, told_pages
from .public import address_of

MOST, NEWEST = 45_000, 30  # of a sitemap's 50,000 addresses; entries of a feed


@require_safe
@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every article that everybody may read, once in each language that it is written in; the rest in all."""
    centre = _open()
    shown = (
        _public(centre)
        .order_by("article_id", "language")
        .only("article_id", "language", "title", "published_at")
    )
    written: dict[int, list[tuple[str, ArticleText]]] = {}
    for text in shown[:MOST]:
        address = request.build_absolute_uri(address_of(text, text.language))
        written.setdefault(text.article_id, []).append((address, text))

    for texts in written.values():  # the first is for readers of every other language
        texts.sort(key=lambda each: centre.languages.index(each[1].language))

    def in_each(name: str, *rest: str) -> dict[str, str]:
        return {
            code: request.build_absolute_uri(reverse(name, args=[code, *rest])) for code in centre.languages
        }

    guides = Guide.objects.published().readable_by()
    read = Q(articles__texts__in=_public(centre)) | Q(guides__in=guides)
    categories = Category.objects.filter(read, names__language__in=centre.languages).distinct()
    told = [
        in_each("help-index"),
        in_each("help-contact"),
        *(in_each("help-category", each.slug) for each in categories),
        *(in_each("help-guide", slug) for slug in guides.values_list("slug", flat=True)),
        *(in_each("help-policy", page.slug) for page in told_pages()),
        *(in_each("help-legal", name) for name in own_pages()),
    ]
    context = {"written": written, "told": told}
    return revalidated(request, xml_page(request, "help/sitemap.xml", context))


@require_safe
@kept
def feed(request: HttpRequest, language: str) -> HttpResponse:
    centre = _open()
    answer_in(centre, language)
    newest = _public(centre).filter(language=language).order_by("-published_at").defer("body")[:NEWEST]
    entries = [(request.build_absolute_uri(address_of(text, language)), text) for text in newest]
    context = {
        "brand": Brand.current(),
        "language": language,
        "entries": entries,
        "address": request.build_absolute_uri(),
        "home": request.build_absolute_uri(f"/help/{language}/"),
    }
    return revalidated(request, xml_page(request, "help/feed.xml", context, ATOM))


def _open() -> HelpCentre:
    centre = HelpCentre.current()
    if not centre.is_on:
        raise Http404
    return centre


def _public(centre: HelpCentre):
    return ArticleText.objects.filter(article__access=Access.PUBLIC, language__in=centre.languages)
