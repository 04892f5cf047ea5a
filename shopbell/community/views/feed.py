"""The community for programs: sitemap, and what is new of a board or a topic (Atom, RFC 4287)."""

from datetime import datetime

from django.db.models import F, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from shopbell.channels.brand import Brand
from shopbell.core.revalidated import revalidated
from shopbell.core.xml_page import ATOM, xml_page
from shopbell.helpcenter.addressed import found_at
from shopbell.helpcenter.centre import HelpCentre, answer_in
from shopbell.helpcenter.kept_page import kept

from ..board import Board
from ..community import Community
from ..post import Post
from ..reading import topics_of_board
from ..topic import Topic
from .public import address_of

PIECE, NEWEST = 1_000, 30  # numbers of topics in a piece of the sitemap, quick to make; entries of a feed


@require_safe
@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """Where the pieces of the sitemap are, and when something was written in each: a search engine asks for those
    alone that have changed, and no topic is left out however many there are."""
    rows = _mapped(_open()).annotate(piece=F("pk") / PIECE).order_by("piece").values_list("piece")
    pieces = dict(rows.annotate(at=Max("last_post_at")))
    told: list[tuple[str, datetime | None]] = [
        (_whole(request, "community-sitemap-piece", number), pieces.get(number))
        for number in sorted({0, *pieces})
    ]
    return revalidated(request, xml_page(request, "community/sitemap_index.xml", {"pieces": told}))


@require_safe
@kept
def sitemap_piece(request: HttpRequest, piece: int) -> HttpResponse:
    """The topics of a piece that everybody reads, each at the address of its own language; the homes in the first."""
    centre = _open()
    shown = _mapped(centre).filter(pk__gte=piece * PIECE, pk__lt=(piece + 1) * PIECE).order_by("pk")
    topics = shown.only("pk", "title", "language", "last_post_at")
    pages: list[tuple[str, datetime | None]] = []
    if not piece:
        pages += [(_whole(request, "community-index", code), None) for code in centre.languages]
    pages += [
        (request.build_absolute_uri(address_of(each, each.language)), each.last_post_at) for each in topics
    ]
    if not pages:
        raise Http404
    return revalidated(request, xml_page(request, "community/sitemap.xml", {"pages": pages}))


def _mapped(centre: HelpCentre) -> QuerySet[Topic]:
    return Topic.objects.shown().filter(language__in=centre.languages)


@require_safe
@kept
def board(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The newest topics of a board in this language."""
    centre = _spoken(language)
    found = found_at(Board.objects.prefetch_related("names"), slug)
    if found.slug != slug:
        return redirect("community-board-feed", language, found.slug, permanent=True)
    page = topics_of_board(found, language=language)
    topics = sorted([*page.pinned, *page.topics], key=lambda topic: (topic.last_post_at, topic.pk))[::-1]
    firsts = Post.objects.filter(topic__in=topics[:NEWEST], is_first=True).select_related("topic", "author")
    newest = sorted(firsts, key=lambda post: (post.topic.last_post_at, post.topic_id))[::-1]
    title = str(found.named_in(centre.chain(language)))
    home = reverse("community-board", args=[language, slug])
    return _feed(request, language, title, home, [(post.topic.title, post) for post in newest])


@require_safe
@kept
def topic(request: HttpRequest, language: str, topic_id: int) -> HttpResponse:
    """The newest posts of a topic."""
    _spoken(language)
    found = get_object_or_404(Topic.objects.shown(), pk=topic_id)
    newest = (
        Post.objects.shown().filter(topic=found).select_related("author", "topic").order_by("-pk")[:NEWEST]
    )
    return _feed(
        request, language, found.title, address_of(found, language), [(found.title, post) for post in newest]
    )


def _feed(
    request: HttpRequest, language: str, title: str, home: str, entries: list[tuple[str, Post]]
) -> HttpResponse:
    context = {
        "brand": Brand.current(),
        "language": language,
        "title": title,
        "entries": [
            (_whole(request, "community-post", language, post.pk), name, post) for name, post in entries
        ],
        "address": request.build_absolute_uri(),
        "home": request.build_absolute_uri(home),
    }
    return revalidated(request, xml_page(request, "community/feed.xml", context, ATOM))


def _whole(request: HttpRequest, name: str, *args) -> str:
    return request.build_absolute_uri(reverse(name, args=args))


def _spoken(language: str) -> HelpCentre:
    centre = _open()
    answer_in(centre, language)
    return centre


def _open() -> HelpCentre:
    if not Community.current().is_on:
        raise Http404
    return HelpCentre.current()
