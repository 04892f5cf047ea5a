"""What a browser met before it wrote a ticket: answers that it was offered, and pages that it read, of every kind.

Readings of articles are counted apart (`article_read.py`); here is what agents see beside the ticket. Rows of a visit
(`visit.py`) live as long as a ticket may follow; what a ticket followed stays with it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from shopbell.channels.offered import MOST_KIND, MOST_LANGUAGE, Named
from shopbell.tickets.ticket import Ticket

from .centre import HelpCentre
from .crawler import is_crawler
from .visit import visit_of, visits_of


class Met(models.Model):
    visit = models.CharField(max_length=64)
    kind = models.CharField(max_length=MOST_KIND)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=MOST_LANGUAGE)
    is_read = models.BooleanField(default=False, help_text="else it was offered and no more")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "kind", "object_id"], name="met_once")]
        indexes = [models.Index(fields=["day"], name="met_by_day")]


class MetBefore(models.Model):
    """What the browser met that then wrote the ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="met_before")
    kind = models.CharField(max_length=MOST_KIND)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=MOST_LANGUAGE)
    is_read = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind", "object_id"], name="met_before_once")
        ]


def note_met(request: HttpRequest, things: Iterable[Named], *, is_read: bool) -> None:
    """Remember that the browser was offered `things`, or read them; nothing of a program, nor where browsers cannot be
    told apart."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    found = sorted(set(things))
    if not found or request.method == "HEAD" or "prefetch" in ahead or is_crawler(request):
        return
    visit, today = visit_of(request), timezone.localdate()
    if not visit:
        return
    rows = [
        Met(
            visit=visit,
            kind=each.kind,
            object_id=each.number,
            language=each.language,
            day=today,
            is_read=is_read,
        )
        for each in found
    ]
    if is_read:
        unique = ["visit", "kind", "object_id"]
        Met.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=["is_read"])
    else:
        Met.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def note_ticket(request: HttpRequest, ticket_id: int) -> None:
    """The browser of `request` has written a ticket: what it met before stays with it."""
    visits = visits_of(request, HelpCentre.current().follow_days)
    before: dict[tuple[str, int], MetBefore] = {}
    for each in Met.objects.filter(visit__in=visits).order_by("is_read", "day", "pk"):  # what was read counts
        before[each.kind, each.object_id] = MetBefore(
            ticket_id=ticket_id,
            kind=each.kind,
            object_id=each.object_id,
            language=each.language,
            is_read=each.is_read,
        )
    MetBefore.objects.bulk_create([before[key] for key in sorted(before)], ignore_conflicts=True)


def settle_met(now: datetime) -> int:
    """Forget what no ticket can follow any more; returns how many rows."""
    since = timezone.localdate(now) - timedelta(days=HelpCentre.current().follow_days)
    return Met.objects.filter(day__lt=since).delete()[0]
