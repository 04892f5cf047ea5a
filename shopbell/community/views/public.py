"""/community/: boards, topics and posts as everybody reads them, without a script and quick however much there is."""

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shopbell.channels.offered import Named
from shopbell.helpcenter.addressed import found_at
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.kept_page import kept, met_by
from shopbell.shop.models import Product

from ..board import Board
from ..follow import Follow
from ..forms import AnswerForm
from ..post import Post, Vote
from ..post_edit import PostEdit
from ..profile import Profile
from ..reading import PostPage, newest_topics, posts_of, topics_of_board, topics_of_product
from ..related import near_to_topic, related_topics
from ..state import State
from ..structured import data_of
from ..topic import Topic
from ..trust import trust_of
from ..words import html_of, plain_words
from .page import Visit

ON_HOME, OF_MEMBER, MOST_FOLLOWED = 5, 30, 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """/community/ leads to the language that the browser asks for; the answer differs by it and is kept by nobody."""
    centre = HelpCentre.current()
    visit = Visit(request, centre.nearest(translation.get_language() or ""))
    answer = redirect("community-index", visit.language)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@kept
def index(request: HttpRequest, language: str) -> HttpResponse:
    visit = Visit(request, language)
    boards = [
        (board, board.named_in(visit.chain), newest_topics(board, language, ON_HOME))
        for board in Board.objects.prefetch_related("names")
    ]
    return visit.page("community/index.html", ("community-index",), {"boards": boards})


@require_safe
@kept
def board(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """An address of before leads to the one of today."""
    visit = Visit(request, language)
    found = found_at(Board.objects.prefetch_related("names"), slug)
    if found.slug != slug:
        return redirect("community-board", language, found.slug, permanent=True)
    only_open, every = request.GET.get("show") == "open", request.GET.get("languages") == "all"
    after = request.GET.get("after", "")
    page = topics_of_board(found, language="" if every else language, after=after, only_open=only_open)
    context = {
        "board": found,
        "name": found.named_in(visit.chain),
        "page": page,
        "only_open": only_open,
        "every": every,
        "after": after,
        "follows": _follows(visit, board=found),
        "spoken": {} if after or only_open or every else _spoken(found, visit),
        "canonical": f"{request.path}?{urlencode({'after': after})}" if after else request.path,
    }
    return visit.page("community/board.html", ("community-board", slug), context)


def _spoken(board: Board, visit: Visit) -> dict[str, str]:
    """The languages of the help centre that it is named in, each with where it is read."""
    named = {name.language for name in board.names.all()}
    return {
        code: reverse("community-board", args=[code, board.slug])
        for code in visit.centre.languages
        if code in named
    }


@require_safe
@kept
def product(request: HttpRequest, language: str, product_id: int) -> HttpResponse:
    """What is asked about one product, to be linked from its page."""
    visit = Visit(request, language)
    found = get_object_or_404(Product, pk=product_id)
    context = {"product": found, "page": topics_of_product(product_id, request.GET.get("after", ""))}
    return visit.page("community/product.html", ("community-product", product_id), context)


@require_safe
@kept
def topic(request: HttpRequest, language: str, topic_id: int, slug: str = "") -> HttpResponse:
    """The number finds it; a title of before leads to the one of today."""
    visit = Visit(request, language)
    found = find_topic(visit, topic_id)
    if slug != found.slug:
        return redirect(address_of(found, language), permanent=True)
    if not visit.member.is_agent:
        met_by(request, Named("topic", found.pk, found.language))
    after = request.GET.get("after", "")
    page = posts_of(
        found,
        visit.member.profile,
        after=int(after) if after.isdecimal() and len(after) < 19 else 0,
        is_agent=visit.member.is_agent,
    )
    return show_topic(visit, found, page, is_begun=not after)


def show_topic(
    visit: Visit, topic: Topic, page: PostPage, *, is_begun: bool = True, form: AnswerForm | None = None
) -> HttpResponse:
    """The page of `topic`; `is_begun`: its first. With the `form` of an answer that was refused."""
    first = topic.posts.select_related("author", "private").get(is_first=True)
    context = {
        "topic": topic,
        "first": first,
        "page": page,
        "is_begun": is_begun,
        "name": topic.board.named_in(visit.chain),
        "edits": _own_edits(visit, topic),
        "thanked": _thanked(visit, [first, *page.posts, *filter(None, [topic.accepted])]),
        "follows": _follows(visit, topic=topic),
        "related": related_topics(topic),
        "near": near_to_topic(topic, visit.language),
        "data": data_of(topic, first, page.posts, visit.request) if topic.state == "shown" else "",
        "about": plain_words(first.html) if topic.state == "shown" else "",
        "canonical": visit.request.build_absolute_uri(address_of(topic, topic.language)),
        "form": form or AnswerForm(),
    }
    here = ("community-topic-short", topic.pk)
    return visit.page("community/topic.html", here, context, status=422 if form else 200)


def _own_edits(visit: Visit, topic: Topic) -> dict[int, PostEdit]:
    """What the reader changed in posts of theirs and others do not read yet, by the number of the post."""
    if not visit.member.profile:
        return {}
    edits = PostEdit.objects.waiting().filter(post__topic=topic, post__author=visit.member.profile)
    return {edit.post_id: edit for edit in edits}


@require_safe
def post(request: HttpRequest, language: str, post_id: int) -> HttpResponse:
    """Leads to a post where it stands in its topic, for mails and feeds."""
    visit = Visit(request, language)
    found = find_post(visit, post_id)
    return redirect(address_of_post(found, language))


@require_safe
def versions(request: HttpRequest, language: str, post_id: int) -> HttpResponse:
    """What a post said before it was changed: all of it to its author and agents, to others what they could read."""
    visit = Visit(request, language)
    found = find_post(visit, post_id)
    versions = found.versions.select_related("editor")
    if not (visit.member.is_agent or found.is_by(visit.member.profile)):
        versions = versions.filter(was_shown=True)
    context = {
        "post": found,
        "topic": found.topic,
        "versions": [(each, html_of(each.text)) for each in versions[:50]],
    }
    return visit.page("community/versions.html", ("community-versions", post_id), context)


@require_safe
def member(request: HttpRequest, language: str, profile_id: int) -> HttpResponse:
    """What somebody wrote, under their pseudonym; of who they are besides, nothing."""
    visit = Visit(request, language)
    profile = get_object_or_404(Profile, pk=profile_id)
    own = visit.member.profile == profile
    posts = readable_posts(visit).filter(author=profile)
    before = request.GET.get("before", "")
    posts = posts.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 19 else posts
    posts = posts.select_related("topic").prefetch_related("decisions")
    found = list(posts.order_by("-pk")[: OF_MEMBER + 1])
    context = {
        "profile": profile,
        "posts": found[:OF_MEMBER],
        "next": found[OF_MEMBER - 1].pk if len(found) > OF_MEMBER else 0,
        "is_own": own,
        "trust": trust_of(profile, visit.community),
        "follows": _followed_by(profile, visit) if own else [],
    }
    return visit.page("community/member.html", ("community-member", profile_id), context)


def _followed_by(profile: Profile, visit: Visit) -> list[tuple[Follow, str]]:
    """What somebody follows, each with its name; the newest first."""
    rows = profile.follows.filter(Q(topic=None) | Q(topic__state=State.SHOWN)).order_by("-pk")
    rows = rows.select_related("topic", "board").prefetch_related("board__names")[:MOST_FOLLOWED]
    return [(each, _name_of(each, visit)) for each in rows]


def _name_of(follow: Follow, visit: Visit) -> str:
    if follow.board:
        return str(follow.board.named_in(visit.chain) or follow.board.slug)
    return str(follow.topic)


def find_topic(visit: Visit, topic_id: int) -> Topic:
    readable = Topic.objects.readable_by(visit.member.profile, is_agent=visit.member.is_agent)
    rows = readable.select_related("board", "author", "product", "accepted__author", "accepted__private")
    return get_object_or_404(rows, pk=topic_id)


def readable_posts(visit: Visit) -> QuerySet[Post]:
    """The posts that this reader may read, of topics that they may read."""
    member = visit.member
    topics = Topic.objects.readable_by(member.profile, is_agent=member.is_agent)
    return Post.objects.readable_by(member.profile, is_agent=member.is_agent).filter(topic__in=topics)


def find_post(visit: Visit, post_id: int) -> Post:
    found = readable_posts(visit).filter(pk=post_id).select_related("topic__board", "author").first()
    if found is None:
        raise Http404(_("There is no such page."))
    return found


def address_of(topic: Topic, language: str) -> str:
    return reverse("community-topic", args=[language, topic.pk, topic.slug])


def address_of_post(post: Post, language: str) -> str:
    """Where `post` stands: the page that begins with it, or its topic's first."""
    page = address_of(post.topic, language)
    return page if post.is_first else f"{page}?after={post.pk - 1}#post-{post.pk}"


def _thanked(visit: Visit, posts: list[Post]) -> set[int]:
    if not visit.member.profile:
        return set()
    found = Vote.objects.filter(profile=visit.member.profile, post__in=[each.pk for each in posts])
    return set(found.values_list("post_id", flat=True))


def _follows(visit: Visit, **what) -> Follow | None:
    profile = visit.member.profile
    return Follow.objects.filter(profile=profile, **what).first() if profile else None
