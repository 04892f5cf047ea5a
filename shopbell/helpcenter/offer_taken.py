"""An answer that somebody took for one counts only while no ticket follows: this remembers whose it was until then.

Whose: the visit (`visit.py`), which nobody can tell the browser of once its key is dropped. A ticket that the same
browser begins by the form, a chat or a question in the portal (`BEGUN`), of any matter, within the time in which a
ticket may follow (`HelpCentre.follow_days`) takes the answer back: it is counted as followed instead. A message into a
ticket that is there already takes nothing back, nor does what comes by mail or phone. Who cannot be told apart is
believed; a program that reads the web is not.
"""

from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone

from shopbell.channels.offered import MOST_KIND, MOST_LANGUAGE, Named
from shopbell.channels.offering import Place, Told, count_offers

from .centre import HelpCentre
from .crawler import is_crawler
from .offer_day import day_of, offered_among
from .visit import visit_of, visits_of


class OfferTaken(models.Model):
    visit = models.CharField(max_length=64)
    kind = models.CharField(max_length=MOST_KIND)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=MOST_LANGUAGE)
    place = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Place])
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind", "object_id"], name="offer_taken_once")
        ]
        indexes = [models.Index(fields=["day"], name="offer_taken_by_day")]


@transaction.atomic
def take_offer(request: HttpRequest, place: Place, key: str) -> None:
    """The browser of `request` says that what is behind `key` answers its question. Saying it twice counts once."""
    if is_crawler(request):
        return
    visit = visit_of(request)
    if visit and not all(_remember(visit, place, named) for named in offered_among([key])):
        return
    count_offers(place, Told.SOLVED, [key])


def _remember(visit: str, place: Place, named: Named) -> bool:
    """Whether it is said for the first time."""
    about = {"language": named.language, "place": place.value, "day": timezone.localdate()}
    row = OfferTaken.objects.get_or_create(
        visit=visit, kind=named.kind, object_id=named.number, defaults=about
    )
    return row[1]


@transaction.atomic
def note_ticket(request: HttpRequest, ticket_id: int) -> None:
    """The browser of `request` has written a ticket: what it took for an answer was none.

    The sums of a day are shared by all, and are held until this is done: everybody takes them in one order.
    """
    visits = visits_of(request, HelpCentre.current().follow_days)
    rows = OfferTaken.objects.select_for_update().filter(visit__in=visits)
    taken = list(rows.order_by("kind", "object_id", "language", "place", "day"))
    for each in taken:
        counted = day_of(each.kind, each.object_id, each.language, each.place, each.day)
        counted.update(solved=Greatest(F("solved") - 1, 0), followed=F("followed") + 1)
    OfferTaken.objects.filter(pk__in=[each.pk for each in taken]).delete()


def settle_taken(now: datetime) -> int:
    """Forget those that no ticket can follow any more: they stay answers. Returns how many."""
    since: date = timezone.localdate(now) - timedelta(days=HelpCentre.current().follow_days)
    return OfferTaken.objects.filter(day__lt=since).delete()[0]
