"""What shoppers who wait in a chat were shown, and what became of it.

A row is one range that one shopper saw: how long somebody will take to answer them from `shown_at` on. A new one
is shown when their place changes, when the range is over, or when the line goes so differently that it no longer holds.
The first row of a ticket is what it was promised when it came; the corrector learns from those alone, since later ones
follow from it.
"""

import math
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from shopbell.tickets.event import Event, Verb

from .wait import Model, Range

SHOWN_FOR = timedelta(days=200)  # the lead's page goes back half a year
LATER_FOR = timedelta(
    days=1
)  # what followed the first range serves the shopper who waits, and nobody afterwards
ENDS = {Verb.SOLVED, Verb.CLOSED, Verb.MARKED_SPAM, Verb.DELETED, Verb.MERGED_AWAY}


class WaitForecastQuerySet(models.QuerySet["WaitForecast"]):
    def of_line(self, team_id: int | None):
        return self.filter(team=team_id)

    def told_when_they_came(self):
        return self.filter(is_first=True)

    def decided(self):
        """Those of which it is known whether they held: answered, or longer than shown before they left."""
        longer = models.F("shown_at") + models.F("high_minutes") * timedelta(minutes=1)
        return self.filter(
            models.Q(answered_at__isnull=False) | models.Q(left_at__isnull=False, left_at__gt=longer)
        )

    def held(self):
        minute = timedelta(minutes=1)
        return self.filter(
            answered_at__gte=models.F("shown_at") + models.F("low_minutes") * minute,
            answered_at__lte=models.F("shown_at") + models.F("high_minutes") * minute,
        )


class WaitForecast(models.Model):
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="wait_forecasts")
    team = models.ForeignKey("accounts.Team", models.SET_NULL, null=True, related_name="+")
    place = models.PositiveIntegerField(help_text="1: next")
    low_minutes = models.PositiveIntegerField()
    high_minutes = models.PositiveIntegerField()
    middle_seconds = models.FloatField(help_text="what the arithmetic expected, before experience")
    spread = models.FloatField(help_text="how much of that varies, as a logarithm")
    is_queued = models.BooleanField(help_text="others had to go before")
    is_first = models.BooleanField(help_text="what was shown when they came")
    shown_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, help_text="a person answered")
    left_at = models.DateTimeField(null=True, help_text="it ended without an answer")

    objects = WaitForecastQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "-id"], name="forecast_by_ticket"),
            models.Index(
                fields=["team", "-id"], name="first_forecast_by_line", condition=models.Q(is_first=True)
            ),
            models.Index(fields=["shown_at"], name="forecast_by_moment"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(is_first=True), name="first_forecast_once"
            )
        ]

    @property
    def range(self) -> Range:
        return Range(self.low_minutes, self.high_minutes)

    def left_of_it(self, now: datetime) -> Range | None:
        """What is left of the range at `now`; None when it is over."""
        passed = (now - self.shown_at).total_seconds() / 60
        if passed >= self.high_minutes:
            return None
        low = max(0, math.floor(self.low_minutes - passed))
        return Range(low, max(1, math.ceil(self.high_minutes - passed)))


def show(
    ticket_id: int, team_id: int | None, place: int, expected: tuple[Model, Range, bool]
) -> WaitForecast:
    """Keep what is shown to the shopper of this ticket from now on."""
    model, shown, is_queued = expected
    return WaitForecast.objects.create(
        ticket_id=ticket_id,
        team_id=team_id,
        place=place,
        low_minutes=shown.low,
        high_minutes=shown.high,
        middle_seconds=model.middle,
        spread=model.spread,
        is_queued=is_queued,
        is_first=not WaitForecast.objects.filter(ticket=ticket_id).exists(),
    )


def note_outcome(event: Event) -> int:
    """A person answered, or it ended before: all that was shown for the ticket is decided. Twice changes nothing."""
    waits = WaitForecast.objects.filter(ticket=event.ticket_id, answered_at=None, left_at=None)
    if event.verb == Verb.REPLIED and event.agent_id and not event.data.get("no_answer"):
        return waits.update(answered_at=event.created_at)
    if event.verb == Verb.CALLED and event.data.get("outcome") == "reached":
        return waits.update(answered_at=event.created_at)
    if event.verb in ENDS:
        return waits.update(left_at=event.created_at)
    return 0


def forget_waits(now: datetime) -> int:
    """Delete the shown ranges that nothing asks for any more; returns how many."""
    old = models.Q(shown_at__lt=now - SHOWN_FOR) | models.Q(shown_at__lt=now - LATER_FOR, is_first=False)
    return WaitForecast.objects.filter(old).delete()[0]
