"""What was searched in the help centre, and how much it found: without addresses and numbers, gone in half a year.

`visit` joins the searches of one browser on one day, so that a second try tells what the first one meant, and tells
whether a ticket followed. It is the help centre's visit, whose key is dropped after some days; nothing leads back then.
"""

import re
import secrets
from datetime import datetime, timedelta

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from shopbell.core.folding import fold
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.crawler import is_crawler
from shopbell.helpcenter.visit import visit_of, visits_of

KEPT = timedelta(days=180)
MOST = 120  # characters that are kept of a question
ADDRESS = re.compile(r"\S*@\S*|\b(?:https?://|www\.)\S+", re.IGNORECASE)
NUMBER = re.compile(r"[#+]?\b\w*\d[\w\-/.]*\d\w*|\d{3,}")
VISIT = 32  # characters of a visit that are kept
OPEN_WINDOW = timedelta(hours=1)


class SearchAsked(models.Model):
    words = models.CharField(max_length=MOST)
    language = models.CharField(max_length=12)
    hits = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now, db_index=True)
    visit = models.CharField(max_length=VISIT)
    opened = models.BooleanField(default=False)
    followed = models.BooleanField(default=False, help_text="a ticket came from the same visit")
    found_since = models.DateTimeField(
        null=True, help_text="it found nothing, and would since then (`again.py`)"
    )

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="asked_for_nothing", condition=models.Q(hits=0)),
            models.Index(fields=["visit", "at"], name="asked_in_a_visit"),
        ]

    def __str__(self) -> str:
        return self.words


def note_search(request: HttpRequest, text: str, *, language: str, hits: int) -> SearchAsked | None:
    """Remember that `text` was searched, unless a program did. The same words again in a visit are not noted twice."""
    words = masked(text)
    if not words or is_crawler(request):
        return None
    visit = visit_of(request)[:VISIT] or secrets.token_hex(
        VISIT // 2
    )  # who cannot be told apart is joined with nobody
    noted = _noted(visit, words)
    return noted or SearchAsked.objects.create(words=words, language=language, hits=hits, visit=visit)


def noted_search(request: HttpRequest, text: str) -> SearchAsked | None:
    """The search of `text` that was noted on the first page of what it found: a later page is no new one."""
    visit, words = visit_of(request)[:VISIT], masked(text)
    return _noted(visit, words) if visit and words else None


def _noted(visit: str, words: str) -> SearchAsked | None:
    since = timezone.now() - OPEN_WINDOW
    return SearchAsked.objects.filter(visit=visit, words=words, at__gte=since).first()


def note_opened(asked_id: int) -> None:
    SearchAsked.objects.filter(pk=asked_id, at__gte=timezone.now() - OPEN_WINDOW).update(opened=True)


@transaction.atomic
def note_ticket(request: HttpRequest, ticket_id: int) -> None:
    """The browser of `request` has written a ticket: its searches of this time did not spare it."""
    visits = visits_of(request, HelpCentre.current().follow_days)
    asked = SearchAsked.objects.filter(visit__in=[visit[:VISIT] for visit in visits], followed=False)
    held = list(asked.order_by("pk").select_for_update().values_list("pk", flat=True))  # in one order for all
    SearchAsked.objects.filter(pk__in=held).update(followed=True)


def masked(text: str) -> str:
    """`text` folded, with addresses and numbers left out: what somebody looks for, never who."""
    text = NUMBER.sub("…", ADDRESS.sub("…", fold(text)))
    words = " ".join(text.split())[:MOST]
    return words if any(each.isalpha() for each in words) else ""


def sweep_searches(now: datetime) -> int:
    """Forget those of more than half a year ago; returns how many."""
    return SearchAsked.objects.filter(at__lt=now - KEPT).delete()[0]
