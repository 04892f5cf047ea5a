"""Wishes for articles that somebody called not needed. They are asked for no more, until somebody brings them back or a
year is over: what is still asked for then is another matter, and what they were about may be gone.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT = timedelta(days=365)


class DismissedWish(models.Model):
    key = models.CharField(
        max_length=60, unique=True, help_text="reason-7, article-5, or search- and a sum of its words"
    )
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)


def dismiss_wish(key: str, *, by) -> None:
    """Ask nobody for it any more; twice changes nothing."""
    DismissedWish.objects.get_or_create(key=key, defaults={"agent": by})


def recall_wish(key: str) -> None:
    """Ask for it again while its sign stands."""
    DismissedWish.objects.filter(key=key).delete()


def forget_dismissed(now: datetime) -> int:
    return DismissedWish.objects.filter(created_at__lt=now - KEPT).delete()[0]
