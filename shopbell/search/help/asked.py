"""What was searched in the help centre, and how much it found: without addresses and numbers, gone in half a year.

`visit` joins the searches of one browser on one day, so that a second try tells what the first one meant. It is a keyed
hash that is another one tomorrow, and nothing leads back from it.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from shopbell.core.folding import fold
from shopbell.core.rate import address_of

KEPT = timedelta(days=180)
MOST = 120  # characters that are kept of a question
ADDRESS = re.compile(r"\S*@\S*|\b(?:https?://|www\.)\S+", re.IGNORECASE)
NUMBER = re.compile(r"[#+]?\b\w*\d[\w\-/.]*\d\w*|\d{3,}")
OPEN_WINDOW = timedelta(hours=1)


class SearchAsked(models.Model):
    words = models.CharField(max_length=MOST)
    language = models.CharField(max_length=12)
    hits = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now, db_index=True)
    visit = models.CharField(max_length=32)
    opened = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="asked_for_nothing", condition=models.Q(hits=0)),
            models.Index(fields=["visit", "at"], name="asked_in_a_visit"),
        ]

    def __str__(self) -> str:
        return self.words


def note_search(request: HttpRequest, text: str, *, language: str, hits: int) -> SearchAsked | None:
    """Remember that `text` was searched. The same words again in a visit are not noted twice."""
    words = masked(text)
    if not words:
        return None
    visit = visit_of(request)
    same = SearchAsked.objects.filter(visit=visit, words=words, at__gte=timezone.now() - OPEN_WINDOW)
    return same.first() or SearchAsked.objects.create(words=words, language=language, hits=hits, visit=visit)


def note_opened(asked_id: int) -> None:
    SearchAsked.objects.filter(pk=asked_id, at__gte=timezone.now() - OPEN_WINDOW).update(opened=True)


def masked(text: str) -> str:
    """`text` folded, with addresses and numbers left out: what somebody looks for, never who."""
    text = NUMBER.sub("…", ADDRESS.sub("…", fold(text)))
    words = " ".join(text.split())[:MOST]
    return words if any(each.isalpha() for each in words) else ""


def visit_of(request: HttpRequest, day: datetime | None = None) -> str:
    """The browser today, as nobody can find it again tomorrow."""
    day = day or timezone.now()
    who = f"{day:%Y-%m-%d}|{address_of(request)}|{request.headers.get('User-Agent', '')}"
    return hmac.new(settings.SECRET_KEY.encode(), who.encode(), hashlib.sha256).hexdigest()[:32]


def sweep_searches(now: datetime) -> int:
    """Forget those of more than half a year ago; returns how many."""
    return SearchAsked.objects.filter(at__lt=now - KEPT).delete()[0]
