"""Words that were laid aside: a draft that was dropped, or that a colleague's words took the place of.

They are kept for a month, with a way back (`publishing.bring_back`).
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from shopbell.accounts.agent import agent_or_none

from .article import Article
from .article_text import Words

if TYPE_CHECKING:
    from .article_draft import ArticleDraft

KEPT = timedelta(days=30)


class DroppedDraft(Words):
    article = models.ForeignKey(Article, models.CASCADE, related_name="dropped_drafts")
    language = models.CharField(max_length=12)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    dropped_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_kept_until(self) -> datetime:
        return self.dropped_at + KEPT


def lay_aside(draft: "ArticleDraft", *, by: Any) -> None:
    """Keep what the draft says for a month; nothing when it says nothing yet."""
    if draft.body or draft.summary:
        DroppedDraft.objects.create(
            article=draft.article,
            language=draft.language,
            author=draft.author,
            dropped_by=agent_or_none(by),
            **draft.words,
        )


def sweep_dropped(now: datetime) -> int:
    return DroppedDraft.objects.filter(dropped_at__lt=now - KEPT).delete()[0]
