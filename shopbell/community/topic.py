"""A topic of a board: a question, which an answer may solve, or a talk. Its first post is what it says.

Lists read the columns of this row alone: what they count is kept by the verbs (`writing.py`, `moderation.py`). A topic
is shown when its first post is, so its state is a copy of that one, kept by `moderation.set_state`.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from .board import Board
from .profile import Profile
from .state import State

MOST_TITLE = 150
BESIDE = {"answer", "solution", "follow"}  # what stands at the address of a topic already (`urls.py`)


class Kind(models.TextChoices):
    QUESTION = "question", _("Question")
    TALK = "talk", _("Talk")


class TopicQuerySet(models.QuerySet["Topic"]):
    def shown(self):
        return self.filter(state=State.SHOWN)

    def readable_by(self, profile: Profile | None, *, is_agent: bool = False):
        """Those that everybody reads, and what somebody wrote themselves. An agent reads all."""
        if is_agent:
            return self
        return self.filter(Q(state=State.SHOWN) | Q(author=profile)) if profile else self.shown()

    def unanswered(self):
        return self.shown().filter(kind=Kind.QUESTION, answer_count=0, accepted=None)


class Topic(models.Model):
    board = models.ForeignKey(Board, models.PROTECT, related_name="topics")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.QUESTION)
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=MOST_TITLE)
    author = models.ForeignKey(Profile, models.SET_NULL, null=True, related_name="topics")
    product = models.ForeignKey("shop.Product", models.SET_NULL, null=True, related_name="community_topics")
    accepted = models.ForeignKey("community.Post", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    is_pinned = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    answer_count = models.PositiveIntegerField(default=0, help_text="posts after the first that are shown")
    last_post_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TopicQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                "board", "language", F("last_post_at").desc(), F("id").desc(),
                name="topic_of_board_in_language", condition=Q(state="shown", is_pinned=False),
            ),
            models.Index(
                "board", F("last_post_at").desc(), F("id").desc(),
                name="topic_of_board", condition=Q(state="shown", is_pinned=False),
            ),
            models.Index(
                "board", F("last_post_at").desc(), F("id").desc(),
                name="topic_open_of_board",
                condition=Q(state="shown", is_pinned=False, kind="question", answer_count=0, accepted=None),
            ),
            models.Index("board", name="topic_pinned", condition=Q(state="shown", is_pinned=True)),
            models.Index(
                "product", F("last_post_at").desc(), F("id").desc(),
                name="topic_of_product", condition=Q(state="shown", product__isnull=False),
            ),
            models.Index(
                "created_at", name="topic_unanswered",
                condition=Q(state="shown", kind="question", answer_count=0, accepted=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        slug = slugify(self.title, allow_unicode=True)[:80] or "topic"
        return f"{slug}-topic" if slug in BESIDE else slug

    @property
    def is_question(self) -> bool:
        return self.kind == Kind.QUESTION

    def lock(self) -> "Topic":
        """The same topic, held until the transaction ends."""
        return Topic.objects.select_for_update().get(pk=self.pk)
