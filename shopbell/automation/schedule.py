"""A schedule: a rule on time. It acts once on each ticket some hours after something, or on certain days at an hour.

Whose time had come before it was switched on, or before its time or its tickets were changed, is left alone: neither
must write to hundreds of customers.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.promises.business_hours import shop_zone
from shopbell.tickets.actor import Actor
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.query import question
from shopbell.tickets.status import UNSOLVED, Status
from shopbell.tickets.ticket import Ticket

from .outcome import Outcome
from .rule import Rule

LOOKED_BACK = timedelta(
    days=14
)  # a time that came longer ago is over: a desk that is on for years looks at no more
MOST_HOURS = 366 * 24
BEGINS_ANEW = [
    "since",
    "after_hours",
    "days",
    "at",
    "conditions",
    "words",
]  # what decides who is due, and when
STILL = timedelta(hours=2)  # for as long what was to be done at an hour is begun later, after a standstill


class Since(models.TextChoices):
    """What the hours of a schedule are counted from."""

    PENDED = "pended", _("it became pending")
    HELD = "held", _("it was put on hold")
    SOLVED = "solved", _("it was solved")
    REPLIED = "replied", _("an agent answered, and the customer has not written since")
    RECEIVED = "received", _("the customer has been waiting")
    OPENED = "opened", _("it was opened")
    CLOCK = "clock", _("on certain days, at an hour")


def _last(verb: Verb, **more) -> Callable[[], Subquery]:
    def ask() -> Subquery:
        events = Event.objects.filter(ticket=OuterRef("pk"), verb=verb, **more).order_by("-pk")
        return Subquery(events.values("created_at")[:1])

    return ask


def _column(name: str) -> Callable[[], F]:
    return lambda: F(name)


# which tickets a schedule is about, and the moment that its hours are counted from
MOMENTS: dict[str, tuple[Q, Callable[[], Any]]] = {
    Since.PENDED: (Q(status=Status.PENDING), _last(Verb.PENDED)),
    Since.HELD: (Q(status=Status.ON_HOLD), _last(Verb.HELD)),
    Since.SOLVED: (Q(status=Status.SOLVED), _column("solved_at")),
    Since.REPLIED: (
        Q(status__among=UNSOLVED, waiting_since=None),
        _last(Verb.REPLIED, actor_kind=Actor.AGENT),
    ),
    Since.RECEIVED: (Q(status__among=UNSOLVED, waiting_since__isnull=False), _column("waiting_since")),
    Since.OPENED: (Q(), _column("created_at")),
}


class Schedule(Rule):
    since = models.CharField(_("since"), max_length=10, choices=Since, default=Since.PENDED)
    after_hours = models.PositiveIntegerField(_("hours"), default=72)
    days = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("days"), default=list, blank=True)
    at = models.TimeField(_("at"), null=True, blank=True)
    switched_on_at = models.DateTimeField(null=True)

    class Meta(Rule.Meta):
        verbose_name, verbose_name_plural = _("schedule"), _("schedules")

    def faults(self) -> dict[str, str]:
        found = super().faults()
        if self.after_hours > MOST_HOURS:
            found["after_hours"] = _t("It waits for up to %(count)s hours.") % {"count": MOST_HOURS}
        if self.since == Since.CLOCK and not (self.days and self.at):
            found["days"] = _t("Choose the days and the hour.")
        if self.since == Since.CLOCK and not self.conditions:
            found["text"] = _t("Say which tickets: it acts on all that meet the conditions.")
        return found

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Its time begins anew whenever it is switched on, or becomes due for others than before."""
        if self.is_on and not (self.switched_on_at and self._goes_on()):
            self.switched_on_at = timezone.now()
            self._read_anew()
        super().save(*args, **kwargs)

    def _goes_on(self) -> bool:
        """Whether it is on already and is due for the same tickets at the same time. Other steps begin nothing anew:
        those that wait for their hour would be forgotten.
        """
        stored = type(self).objects.filter(pk=self.pk, is_on=True).first()
        return stored is not None and all(getattr(stored, key) == getattr(self, key) for key in BEGINS_ANEW)

    def _read_anew(self) -> None:
        """What customers said is held against the words that it has now."""
        if self.pk:
            self.runs.filter(outcome=Outcome.WORDS).delete()

    def due(self, now: datetime) -> models.QuerySet[Any]:
        """The tickets on which it is to act, with the `moment` that its hours are counted from: once for each."""
        begun_at, struck = self.switched_on_at, self.struck(now)
        came = self.whose_time_came(now, max(begun_at or now, now - LOOKED_BACK))
        if begun_at is None or (self.since == Since.CLOCK and (struck is None or struck < begun_at)):
            return came.none()
        if self.since == Since.CLOCK and not self.conditions:
            return came.none()  # every ticket that there is: no form lets it be written
        acted = self.runs.filter(ticket=OuterRef("pk"), since=OuterRef("moment"))
        has_written = Q(outcome=Outcome.WORDS, at__lt=OuterRef("last_message_at"))  # and may say others now
        return came.filter(~Exists(acted.exclude(has_written)))

    def whose_time_came(self, now: datetime, begun_at: datetime) -> models.QuerySet[Any]:
        """The tickets that meet the conditions and whose time came after `begun_at`, with their `moment`; for one by
        the clock those that meet the conditions now."""
        its = Ticket.objects.undeleted().standing().filter(spam__isnull=True)
        its = its.filter(question(self.filter, Asker.of(None, now)))
        if self.since == Since.CLOCK:
            return its.annotate(moment=Value(self.struck(now) or now, output_field=models.DateTimeField()))
        (about, moment), time = MOMENTS[self.since], timedelta(hours=min(self.after_hours, MOST_HOURS))
        return (
            its.filter(about)
            .annotate(moment=moment())
            .filter(moment__lte=now - time, moment__gt=begun_at - time)
        )

    def struck(self, now: datetime) -> datetime | None:
        """The last moment of its days and hour, unless that is too long ago."""
        if self.at is None:
            return None
        zone = shop_zone()
        for back in (0, 1):
            day = now.astimezone(zone).date() - timedelta(days=back)
            moment = datetime.combine(day, self.at, zone)
            if day.weekday() in self.days and now - STILL < moment <= now:
                return moment
        return None
