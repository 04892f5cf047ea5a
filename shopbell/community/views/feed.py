"""The community for programs: sitemap, and what is new of a board or a topic (Atom, RFC 4287)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from shopbell.channels.brand import Brand
from shopbell.core.revalidated import revalidated
from shopbell.helpcenter.centre import HelpCentre, answer_in

from ..board import Board
from ..community import Community
from ..post import Post
from ..topic import Topic
from .public import address_of

MOST, NEWEST = 45_000, 30  # of a sitemap's 50,000 addresses; entries of a feed


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The newest topics that everybody reads, each at the address of its own language."""
    centre = _open()
    shown = Topic.objects.shown().filter(language__in=centre.languages).order_by("-pk")
    topics = shown.only("pk", "title", "language", "last_post_at")[:MOST]
    pages = [
        (request.build_absolute_uri(address_of(each, each.language)), each.last_post_at) for each in topics
    ]
    context = {
        "pages": pages,
        "homes": [request.build_absolute_uri(f"/community/{code}/") for code in centre.languages],
    }
    answer = render(request, "community/sitemap.xml", context, content_type="application/xml")
    return revalidated(request, answer)


@require_safe
def board(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The newest topics of a board in this language."""
    centre = _spoken(language)
    found = get_object_or_404(Board.objects.prefetch_related("names"), slug=slug)
    topics = Topic.objects.shown().filter(board=found, language=language).order_by("-last_post_at", "-pk")
    firsts = Post.objects.filter(topic__in=[each.pk for each in topics[:NEWEST]], is_first=True)
    newest = sorted(firsts.select_related("topic", "author"), key=lambda post: post.topic.last_post_at)[::-1]
    title = str(found.named_in(centre.chain(language)))
    home = reverse("community-board", args=[language, slug])
    return _feed(request, language, title, home, [(post.topic.title, post) for post in newest])


@require_safe
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
            (request.build_absolute_uri(reverse("community-post", args=[language, post.pk])), name, post)
            for name, post in entries
        ],
        "address": request.build_absolute_uri(),
        "home": request.build_absolute_uri(home),
    }
    answer = render(request, "community/feed.xml", context, content_type="application/atom+xml")
    return revalidated(request, answer)


def _spoken(language: str) -> HelpCentre:
    centre = _open()
    answer_in(centre, language)
    return centre


def _open() -> HelpCentre:
    if not Community.current().is_on:
        raise Http404
    return HelpCentre.current()
