"""What readers find: a page of topics and a page of posts, each by its place in the order and never by its number.

A page costs the same wherever it is and however much there is: the index is entered where the last page ended, and
nothing is counted. What stands first on a board (`is_pinned`) is asked for apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from .board import Board
from .post import Post
from .profile import Profile
from .topic import Topic

TOPICS, POSTS, MOST_PINNED = 30, 25, 10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass
class TopicPage:
    topics: list[Topic]
    next: str = ""  # the place after which the next page begins; empty on the last
    pinned: list[Topic] = field(default_factory=list)


@dataclass
class PostPage:
    posts: list[Post]
    next: int = 0


def topics_of_board(
    board: Board, *, language: str = "", after: str = "", only_open: bool = False
) -> TopicPage:
    """A page of `board`, what was written in last first; in one `language`, or in all."""
    rows = Topic.objects.shown().filter(board=board)
    rows = rows.filter(language=language) if language else rows
    pinned: Sequence[Topic] = []
    if only_open:
        rows = rows.unanswered()
    elif not after:
        pinned = list(_listed(rows.filter(is_pinned=True))[:MOST_PINNED])
    page = _page(rows.filter(is_pinned=False), after)
    page.pinned = list(pinned)
    return page


def topics_of_product(product_id: int, after: str = "") -> TopicPage:
    return _page(Topic.objects.shown().filter(product=product_id), after)


def newest_topics(board: Board, language: str, most: int) -> list[Topic]:
    """The first few of a board, for the home."""
    rows = Topic.objects.shown().filter(board=board, language=language, is_pinned=False)
    return list(_listed(rows)[:most])


def posts_of(topic: Topic, profile: Profile | None, *, after: int = 0, is_agent: bool = False) -> PostPage:
    """A page of the answers in `topic`, the oldest first; without its first post."""
    rows = Post.objects.readable_by(profile, is_agent=is_agent).filter(
        topic=topic, is_first=False, pk__gt=after
    )
    found = list(rows.select_related("author", "private").order_by("pk")[: POSTS + 1])
    return PostPage(found[:POSTS], found[POSTS - 1].pk if len(found) > POSTS else 0)


def _listed(rows: QuerySet[Topic]) -> QuerySet[Topic]:
    return rows.select_related("author", "product").order_by("-last_post_at", "-pk")


def _page(rows: QuerySet[Topic], after: str) -> TopicPage:
    found = list(_listed(rows.filter(_behind(after)))[: TOPICS + 1])
    return TopicPage(found[:TOPICS], place_of(found[TOPICS - 1]) if len(found) > TOPICS else "")


def place_of(topic: Topic) -> str:
    """Where `topic` stands, as an address carries it."""
    return f"{(topic.last_post_at - EPOCH) // MICROSECOND}-{topic.pk}"


def _behind(place: str) -> Q:
    """The rows after `place`; all of them when it is none."""
    at, _mark, number = place.partition("-")
    if not (at.isdecimal() and number.isdecimal() and len(at) < 17 and len(number) < 19):
        return Q()
    moment = EPOCH + int(at) * MICROSECOND
    return Q(last_post_at__lte=moment) & (Q(last_post_at__lt=moment) | Q(pk__lt=int(number)))
