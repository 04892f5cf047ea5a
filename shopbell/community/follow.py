"""Following a topic or a whole board: what is new is mailed, within minutes or once a day, until one click ends it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .board import Board
from .post import Post
from .profile import Profile
from .topic import Topic


class Often(models.TextChoices):
    AT_ONCE = "at_once", _("Within minutes")
    DAILY = "daily", _("Once a day")


class Follow(models.Model):
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="follows")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="follows")
    board = models.ForeignKey(Board, models.CASCADE, null=True, related_name="follows")
    often = models.CharField(max_length=7, choices=Often, default=Often.AT_ONCE)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "profile"], name="topic_followed_once"),
            models.UniqueConstraint(fields=["board", "profile"], name="board_followed_once"),
            models.CheckConstraint(
                condition=Q(topic=None, board__isnull=False) | Q(topic__isnull=False, board=None),
                name="follows_one",
            ),
        ]


class News(models.Model):
    """That a post is to be mailed to somebody who follows; it goes when it was."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="news")
    post = models.ForeignKey(Post, models.CASCADE, related_name="news")
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "profile"], name="news_once")]
