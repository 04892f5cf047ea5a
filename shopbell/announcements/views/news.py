"""/help/<language>/news/: what the shop announces, as a page, a page for each, a feed (Atom, RFC 4287), a sitemap."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shopbell.channels.brand import Brand
from shopbell.core.json_in_page import json_in_page
from shopbell.core.revalidated import revalidated
from shopbell.core.xml_page import ATOM, xml_page
from shopbell.helpcenter.centre import HelpCentre, centre_in
from shopbell.helpcenter.kept_page import kept
from shopbell.helpcenter.picture_size import first_picture
from shopbell.helpcenter.reading import shown_body
from shopbell.helpcenter.structured import by_the_shop, publisher
from shopbell.helpcenter.views.public import film_asked, let_play

from ..address import address_of
from ..announcement import Announcement, AnnouncementText
from .status import page_in

PAGE, MOST = 30, 10_000  # on the page and in the feed; in the sitemap


@require_safe
def news(request: HttpRequest, language: str) -> HttpResponse:
    centre = centre_in(language)
    context = {"entries": _entries(centre.chain(language))}
    return page_in(request, "status/news.html", centre, language, ("status-news",), context)


@require_safe
def announcement(request: HttpRequest, language: str, announcement_id: int, slug: str = "") -> HttpResponse:
    """The number finds it; a title of before leads to the one of today. Agents see drafts."""
    centre = centre_in(language)
    rows = Announcement.objects.standing().select_related("cover").prefetch_related("texts")
    found = get_object_or_404(rows, pk=announcement_id)
    text = found.text_in(centre.chain(language))
    is_shown = found.is_shown(timezone.now())
    if text is None or not (is_shown or request.user.is_authenticated):
        raise Http404
    if slug != text.slug:
        return redirect("status-announcement", language, found.pk, text.slug)
    film = film_asked(request)
    html, _contents = shown_body(text.body, text.language, film=film)
    context = {
        "announcement": found,
        "text": text,
        "html": html,
        "data": _data(request, found, text),
        "is_shown": is_shown,
        "spoken": _spoken(found, centre),
        "canonical": address_of(found, text, text.language),
        "shown_picture": found.cover.address if found.cover else first_picture(html),
    }
    here = ("status-announcement-short", found.pk)
    answer = page_in(request, "status/announcement.html", centre, language, here, context)
    return let_play(answer, film)


@require_safe
def feed(request: HttpRequest, language: str) -> HttpResponse:
    centre = centre_in(language)
    context = {
        "brand": Brand.current(),
        "language": language,
        "entries": [
            (request.build_absolute_uri(at), *each) for at, *each in _entries(centre.chain(language))
        ],
        "address": request.build_absolute_uri(),
        "home": request.build_absolute_uri(reverse("status-news", args=[language])),
    }
    return revalidated(request, xml_page(request, "status/news.xml", context, ATOM))


@require_safe
@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """The status page and the news for search engines, each in the languages that it is written in."""
    centre = HelpCentre.current()
    titles = Prefetch("texts", AnnouncementText.objects.defer("summary", "body"))
    rows = Announcement.objects.shown(timezone.now()).prefetch_related(titles)[:MOST]
    written = [
        {
            code: (request.build_absolute_uri(path), each.changed_at)
            for code, path in _spoken(each, centre).items()
        }
        for each in rows
    ]
    homes = [
        request.build_absolute_uri(reverse(name, args=[code]))
        for name in ("status", "status-news") for code in centre.languages
    ]  # fmt: skip
    context = {"homes": homes, "written": written}
    return revalidated(request, xml_page(request, "status/sitemap.xml", context))


def _entries(chain: list[str]) -> list[tuple[str, Announcement, AnnouncementText]]:
    """Address, announcement and words of the newest that are shown."""
    newest = (
        Announcement.objects.shown(timezone.now()).select_related("cover").prefetch_related("texts")[:PAGE]
    )
    found = [(each, each.text_in(chain)) for each in newest]
    return [(address_of(each, text, chain[0]), each, text) for each, text in found if text]


def _spoken(announcement: Announcement, centre: HelpCentre) -> dict[str, str]:
    """The languages of the centre that it is written in, in their order, each with where it is read."""
    texts = {text.language: text for text in announcement.texts.all()}
    return {code: address_of(announcement, texts[code], code) for code in centre.languages if code in texts}


def _data(request: HttpRequest, found: Announcement, text: AnnouncementText) -> str:
    """What search engines read of it (https://schema.org/BlogPosting)."""
    shop = publisher(request)
    data = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": text.title,
        "description": text.summary,
        "inLanguage": text.language,
        "datePublished": found.publish_at.isoformat() if found.publish_at else None,
        "dateModified": found.changed_at.isoformat(),
        "mainEntityOfPage": request.build_absolute_uri(request.path),
        **shop,
        **by_the_shop(shop),
        "image": request.build_absolute_uri(found.cover.address) if found.cover else None,
    }
    return json_in_page({name: value for name, value in data.items() if value})
