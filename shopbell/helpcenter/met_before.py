"""What a browser met before it wrote a ticket: answers that it was offered, and pages that it read, of every kind.

Rows of a visit (`visit.py`) live as long as a ticket may follow; what a ticket followed stays with it. Here is what
agents see beside the ticket, and the readings of what is no article: an answer at the end of a guide, a page of the
policies, a topic. Those of articles are counted by language and apart (`article_read.py`); the sums lie side by side.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Count, F, Q
from django.http import HttpRequest
from django.utils import timezone

from shopbell.channels.offered import MOST_KIND, MOST_LANGUAGE, Named
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.ticket import Ticket

from .article_read import NOTE_UNKNOWN_THING, UNHURRIED, ReadDay
from .centre import HelpCentre
from .crawler import is_crawler
from .visit import visit_of, visits_of

# a page that is read again writes nothing: what is known stands aside before anything is held
NOTE = f"""
{UNHURRIED} insert into helpcenter_met as known
       (visit, kind, object_id, language, day, is_read, is_counted, is_followed)
select %(visit)s::text, new.kind, new.object_id, new.language, %(today)s, %(is_read)s, new.is_counted, false
  from unhurried,
       unnest(%(kinds)s::text[], %(numbers)s::bigint[], %(languages)s::text[], %(counted)s::boolean[])
         as new (kind, object_id, language, is_counted)
 where not exists (select from helpcenter_met m where m.visit = %(visit)s::text and m.kind = new.kind
                      and m.object_id = new.object_id and (m.is_read or not %(is_read)s)
                      and (m.is_counted or not new.is_counted))
 order by new.kind, new.object_id
on conflict (visit, kind, object_id) do update
   set is_read = known.is_read or excluded.is_read, is_counted = known.is_counted or excluded.is_counted
 where (excluded.is_read and not known.is_read) or (excluded.is_counted and not known.is_counted)
"""


class Met(models.Model):
    visit = models.CharField(max_length=64)
    kind = models.CharField(max_length=MOST_KIND)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=MOST_LANGUAGE)
    is_read = models.BooleanField(default=False, help_text="else it was offered and no more")
    is_counted = models.BooleanField(default=False, help_text="it is one of the readings")
    is_followed = models.BooleanField(default=False, help_text="a ticket came from the same visit")
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


def note_met(request: HttpRequest, things: Iterable[Named], *, is_read: bool, is_end: bool = False) -> None:
    """Remember that the browser was offered `things`, or read them, and count what was read: a guide only where its way
    ended in an answer (`is_end`). Nothing of a program; where browsers cannot be told apart, the sums alone."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    found = sorted({(each.kind, each.number): each for each in things}.values())
    if not found or request.method == "HEAD" or "prefetch" in ahead or is_crawler(request):
        return
    visit = visit_of(request)
    counted = [is_read and (is_end if each.kind == "guide" else each.kind != "article") for each in found]
    if not visit:
        _count_unknown([each for each, counts in zip(found, counted, strict=True) if counts])
        return
    said: dict[str, Any] = {
        "visit": visit,
        "today": timezone.localdate(),
        "is_read": is_read,
        "kinds": [each.kind for each in found],
        "numbers": [each.number for each in found],
        "languages": [each.language for each in found],
        "counted": counted,
    }
    with connection.cursor() as cursor:  # one statement, since it is asked for every page that is read
        cursor.execute(NOTE, said)


def _count_unknown(things: Iterable[Named]) -> None:
    with connection.cursor() as cursor:
        for each in things:
            cursor.execute(NOTE_UNKNOWN_THING, [each.kind, each.number, each.language, timezone.localdate()])


@transaction.atomic
def note_ticket(request: HttpRequest, ticket_id: int) -> None:
    """The browser of `request` has written a ticket: what it met before stays with it."""
    visits = visits_of(request, HelpCentre.current().follow_days)
    new = Met.objects.filter(visit__in=visits, is_counted=True, is_followed=False).order_by("pk")
    held = list(new.select_for_update().values_list("pk", flat=True))  # in one order for all
    Met.objects.filter(pk__in=held).update(is_followed=True)
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


@transaction.atomic
def settle_met(now: datetime) -> int:
    """Make sums of what was read on the days that no ticket can follow any more, and forget whose visit it was; returns
    how many rows that were."""
    hold_until_commit("readings")
    since = timezone.localdate(now) - timedelta(days=HelpCentre.current().follow_days)
    over = Met.objects.filter(day__lt=since)
    sums = over.filter(is_counted=True).order_by().values_list("kind", "object_id", "language", "day")
    for kind, number, language, day, reads, followed in sums.annotate(
        reads=Count("pk"), followed=Count("pk", Q(is_followed=True))
    ):
        its_day, _is_new = ReadDay.objects.get_or_create(
            kind=kind, object_id=number, language=language, day=day
        )
        more = {"reads": F("reads") + reads, "followed": F("followed") + followed}
        ReadDay.objects.filter(pk=its_day.pk).update(**more)
    return over.delete()[0]
