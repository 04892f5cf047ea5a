"""What was read, and whether a ticket followed: a reading is one visit to an article in a language, once a day. Those
of guides, policies and topics become sums beside them (`met_before.py`).

Readings are rows only as long as a ticket may follow them (`HelpCentre.follow_days`); then they become the sums of
their day, and nothing of a visit is left. A ticket that followed keeps which articles were read before it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import connection, models, transaction
from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest
from django.utils import timezone

from shopbell.channels.offered import MOST_KIND
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.ticket import Ticket

from .article import Article
from .article_text import ArticleText
from .centre import HelpCentre
from .crawler import is_crawler
from .visit import forget_keys, visit_of, visits_of

KEPT = timedelta(days=400)
# nobody waits at each page until the disk has written it: what a power cut may take is a count of the last second
UNHURRIED = "with unhurried as materialized (select set_config('synchronous_commit', 'off', true))"
NOTE = f"""
{UNHURRIED} insert into helpcenter_articleread (article_id, language, visit, day, is_followed)
select %s, %s, %s, %s, false from unhurried on conflict do nothing
"""
NOTE_UNKNOWN = f"""
{UNHURRIED} insert into helpcenter_readday as d (article_id, kind, language, day, reads, followed, unknown)
select %s, '', %s, %s, 0, 0, 1 from unhurried
on conflict (article_id, language, day) do update set unknown = d.unknown + 1
"""


NOTE_UNKNOWN_THING = f"""
{UNHURRIED} insert into helpcenter_readday as d (kind, object_id, language, day, reads, followed, unknown)
select %s, %s, %s, %s, 0, 0, 1 from unhurried
on conflict (kind, object_id, language, day) do update set unknown = d.unknown + 1
"""


class ArticleRead(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    language = models.CharField(max_length=12)
    visit = models.CharField(max_length=64)
    day = models.DateField()
    is_followed = models.BooleanField(default=False, help_text="a ticket came from the same visit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "article", "language"], name="read_once")]
        indexes = [models.Index(fields=["day"], name="read_by_day")]


class ReadDay(models.Model):
    """The readings of an article, or of another thing by its kind and number, in a language on a day; `unknown` are
    those that no ticket can be told to follow."""

    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="read_days")
    kind = models.CharField(max_length=MOST_KIND, blank=True, help_text="of what is no article")
    object_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=12)
    day = models.DateField()
    reads = models.PositiveIntegerField(default=0)
    followed = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "language", "day"], name="read_day_once"),
            models.UniqueConstraint(
                fields=["kind", "object_id", "language", "day"], name="read_day_of_thing"
            ),
            models.CheckConstraint(
                condition=Q(article=None, object_id__isnull=False)
                | Q(article__isnull=False, object_id=None, kind=""),
                name="read_day_of_one",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="read_day_by_day")]


class ReadBefore(models.Model):
    """An article that was read by the browser that then wrote the ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="read_before")
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    language = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "article"], name="read_before_once")]


def note_reading(request: HttpRequest, text: ArticleText) -> None:
    """Count that it was read, unless a program asked, or a browser that only fetches ahead."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    if request.method == "HEAD" or "prefetch" in ahead or is_crawler(request):
        return
    today, visit = timezone.localdate(), visit_of(request)
    with connection.cursor() as cursor:  # one statement, since it is asked for every page that is read
        if visit:
            cursor.execute(NOTE, [text.article_id, text.language, visit, today])
        else:
            cursor.execute(NOTE_UNKNOWN, [text.article_id, text.language, today])


@transaction.atomic
def note_ticket(request: HttpRequest, ticket_id: int) -> None:
    """The browser of `request` has written a ticket: what it read before was followed by it."""
    visits = visits_of(request, HelpCentre.current().follow_days)
    read = ArticleRead.objects.filter(visit__in=visits)
    before = dict(read.values_list("article_id", "language"))
    new = read.filter(is_followed=False)
    held = list(new.order_by("pk").select_for_update().values_list("pk", flat=True))  # in one order for all
    ArticleRead.objects.filter(pk__in=held).update(is_followed=True)
    ReadBefore.objects.bulk_create(
        [
            ReadBefore(ticket_id=ticket_id, article_id=article, language=language)
            for article, language in sorted(before.items())
        ],
        ignore_conflicts=True,
    )


def spared_by(articles: Collection[int], since: date) -> dict[int, int]:
    """Of each of `articles` that was read, in whatever language: after how many readings since then no ticket followed.
    Days on which one may still follow are not counted, nor readings of which nobody knows whether one did: those would
    make of what helps what is read."""
    days = ReadDay.objects.filter(article__in=articles, day__gte=since).order_by().values_list("article_id")
    return dict(days.annotate(spared=Sum(F("reads") - F("followed"))))


@transaction.atomic
def settle_readings(now: datetime) -> int:
    """Make sums of the days that no ticket can follow any more, and drop their rows and keys. Returns how many rows."""
    hold_until_commit("readings")
    open_since = timezone.localdate(now) - timedelta(days=HelpCentre.current().follow_days)
    over = ArticleRead.objects.filter(day__lt=open_since)
    sums = over.order_by().values_list("article_id", "language", "day")
    for article, language, day, reads, followed in sums.annotate(
        reads=Count("pk"), followed=Count("pk", Q(is_followed=True))
    ):
        its_day, _is_new = ReadDay.objects.get_or_create(article_id=article, language=language, day=day)
        more = {"reads": F("reads") + reads, "followed": F("followed") + followed}
        ReadDay.objects.filter(pk=its_day.pk).update(**more)
    forget_keys(open_since)
    ReadDay.objects.filter(day__lt=timezone.localdate(now) - KEPT).delete()
    return over.delete()[0]
