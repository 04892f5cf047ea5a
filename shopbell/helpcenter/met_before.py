"""What a browser met before it wrote a ticket: answers that it was offered, and pages that it read, of every kind.

Readings of articles are counted apart (`article_read.py`); here is what agents see beside the ticket. Rows of a visit
(`visit.py`) live as long as a ticket may follow; what a ticket followed stays with it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.http import HttpRequest
from django.utils import timezone

from shopbell.channels.offered import MOST_KIND, MOST_LANGUAGE, Named
from shopbell.tickets.ticket import Ticket

from .article_read import UNHURRIED
from .centre import HelpCentre
from .crawler import is_crawler
from .visit import visit_of, visits_of

# a page that is read again writes nothing: what is known stands aside before anything is held
NOTE = f"""
{UNHURRIED} insert into helpcenter_met as known (visit, kind, object_id, language, day, is_read)
select %(visit)s::text, new.kind, new.object_id, new.language, %(today)s, %(is_read)s
  from unhurried,
       unnest(%(kinds)s::text[], %(numbers)s::bigint[], %(languages)s::text[]) as new (kind, object_id, language)
 where not exists (select from helpcenter_met m where m.visit = %(visit)s::text and m.kind = new.kind
                      and m.object_id = new.object_id and (m.is_read or not %(is_read)s))
 order by new.kind, new.object_id
on conflict (visit, kind, object_id) do update set is_read = true where excluded.is_read and not known.is_read
"""


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
    found = sorted({(each.kind, each.number): each for each in things}.values())
    if not found or request.method == "HEAD" or "prefetch" in ahead or is_crawler(request):
        return
    visit = visit_of(request)
    if not visit:
        return
    said: dict[str, Any] = {
        "visit": visit,
        "today": timezone.localdate(),
        "is_read": is_read,
        "kinds": [each.kind for each in found],
        "numbers": [each.number for each in found],
        "languages": [each.language for each in found],
    }
    with connection.cursor() as cursor:  # one statement, since it is asked for every page that is read
        cursor.execute(NOTE, said)


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
