"""A post: what somebody said in a topic. The first of a topic is the topic's own words.

Its words are kept as they were typed (Markdown) and as the cleaned HTML that is shown. `PostVersion` is what it said
before an edit, `PostEdit` (post_edit.py) new words that wait. When the author is gone, it stays as a deleted member's.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .profile import Profile
from .state import State
from .topic import Topic

MOST_CHARACTERS = 10_000
WITHDRAWN = "withdrawn"  # why it is hidden, when its author did that
ERASED = "erased"  # when whoever wrote its words was erased


class PostQuerySet(models.QuerySet["Post"]):
    def shown(self):
        return self.filter(state=State.SHOWN)

    def readable_by(self, profile: Profile | None, *, is_agent: bool = False):
        """Those that everybody reads, and what somebody wrote themselves. An agent reads all."""
        if is_agent:
            return self
        return self.filter(Q(state=State.SHOWN) | Q(author=profile)) if profile else self.shown()


class Post(models.Model):
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts")
    author = models.ForeignKey(Profile, models.SET_NULL, null=True, related_name="posts")
    is_first = models.BooleanField(default=False)
    text = models.TextField(max_length=MOST_CHARACTERS, help_text="Markdown, as it was typed")
    html = models.TextField(help_text="cleaned")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    why = models.CharField(max_length=20, blank=True, help_text="why it waits: first, links, spam, reported")
    spam_score = models.FloatField(null=True)
    vote_count = models.PositiveIntegerField(default=0)
    client_id = models.UUIDField(unique=True, help_text="of the form, so that sending it twice writes once")
    told_at = models.DateTimeField(null=True, help_text="when those who follow were noted for it")
    edited_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PostQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index("topic", "id", name="post_of_topic", condition=Q(state="shown")),
            models.Index("author", F("id").desc(), name="post_of_author"),
            models.Index("id", name="post_waiting", condition=Q(state="waiting")),
            models.Index(F("id").desc(), name="post_hidden", condition=Q(state="hidden")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["topic"], condition=Q(is_first=True), name="topic_begun_once")
        ]

    @property
    def is_withdrawn(self) -> bool:
        return self.why == WITHDRAWN

    @property
    def is_erased(self) -> bool:
        return self.why == ERASED

    def is_by(self, profile: Profile | None) -> bool:
        return profile is not None and self.author_id == profile.pk


class PostVersion(models.Model):
    """What a post said before it was edited, and who did that."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    text = models.TextField()
    was_shown = models.BooleanField(default=False, help_text="everybody read it when it was changed")
    editor = models.ForeignKey(Profile, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]


class Vote(models.Model):
    """That a post helped a member. There are no votes against: in a shop's forum they drive away who asks."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="votes")
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="votes")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "profile"], name="voted_once")]


class Report(models.Model):
    """That a member finds a post wrong here. It ends when somebody looked at it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports")
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="reports")
    words = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "profile"], name="post_reported_once")]
        indexes = [models.Index("created_at", name="report_open", condition=Q(settled_at=None))]
