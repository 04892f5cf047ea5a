"""New words of a post that everybody reads, which are looked at first: until then it goes on saying what it said."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .post import MOST_CHARACTERS, Post


class PostEditQuerySet(models.QuerySet["PostEdit"]):
    def waiting(self):
        return self.filter(decision=None)


class PostEdit(models.Model):
    """Never changed: who edits again replaces it, so that nobody approves words that they did not see."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="edits")
    text = models.TextField(max_length=MOST_CHARACTERS, help_text="Markdown, as it was typed")
    html = models.TextField(help_text="cleaned")
    why = models.CharField(max_length=20, help_text="why it waits, as of a post")
    spam_score = models.FloatField(null=True)
    decision = models.ForeignKey("community.Decision", models.CASCADE, null=True, related_name="edits")
    created_at = models.DateTimeField(default=timezone.now)

    objects = PostEditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(decision=None), name="post_edit_waits_once")
        ]

    @property
    def is_waiting(self) -> bool:
        return self.decision_id is None
