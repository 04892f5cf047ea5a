"""What an agent chose: which kinds in which ways, with which sound, and when they want to be left alone.

Who never chose has no row and the defaults; the row keeps only what differs, so that a new kind comes with its own.
"""

from datetime import time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent

from .kind import DEFAULT_TONES, DEFAULT_WAYS, SILENT, TONES, Kind, Way
from .quiet_hours import EVERY_DAY, QuietHours, zone_of

AWAY_MINUTES = [(15, _("15 minutes")), (30, _("30 minutes")), (60, _("an hour")), (240, _("4 hours"))]
PERIODS = [(30, _("half an hour")), (60, _("an hour")), (240, _("4 hours")), (1440, _("a day"))]


def every_day() -> list[int]:
    return sorted(EVERY_DAY)


class Choices(models.Model):
    agent = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_choices"
    )
    kinds = models.JSONField(default=dict, help_text="per kind that was changed: ways, and the tone")
    has_quiet_hours = models.BooleanField(_("Keep quiet hours"), default=False)
    quiet_from = models.TimeField(_("Quiet from"), default=time(19))
    quiet_until = models.TimeField(_("until"), default=time(8))
    working_days = ArrayField(models.PositiveSmallIntegerField(), default=every_day, help_text="Monday is 0")
    sounds_while_looking = models.BooleanField(_("Sounds also for the ticket that I look at"), default=False)
    shows_subject = models.BooleanField(
        _("Push messages show the subject"),
        default=False,
        help_text=_("Anybody who sees your phone's screen can read it."),
    )
    away_minutes = models.PositiveIntegerField(_("E-mail after"), default=30, choices=AWAY_MINUTES)
    period_minutes = models.PositiveIntegerField(_("At most one e-mail in"), default=60, choices=PERIODS)
    mailed_at = models.DateTimeField(null=True, help_text="when the last digest left")

    def ways_of(self, kind: Kind | str) -> frozenset[Way]:
        chosen = self.kinds.get(str(kind))
        if chosen is None:
            return DEFAULT_WAYS[Kind(kind)]
        return frozenset(Way(way) for way in chosen["ways"] if way in Way.values)

    def tone_of(self, kind: Kind | str) -> str:
        """The sound of the kind; empty for none."""
        chosen = self.kinds.get(str(kind))
        tone = DEFAULT_TONES.get(Kind(kind), SILENT) if chosen is None else chosen.get("tone", SILENT)
        return tone if tone in TONES else SILENT

    def choose(self, kind: Kind, ways: frozenset[Way], tone: str = SILENT) -> None:
        """Note what the agent wants of `kind`; what is the default is not kept. Saving is for the caller."""
        ways = ways - {Way.SOUND} | ({Way.SOUND} if tone else set())
        self.kinds.pop(str(kind), None)
        if (ways, tone) != (self.ways_of(kind), self.tone_of(kind)):
            self.kinds[str(kind)] = {"ways": sorted(ways), "tone": tone}

    @property
    def quiet_hours(self) -> QuietHours | None:
        if not self.has_quiet_hours:
            return None
        days = frozenset(self.working_days)
        return QuietHours(self.quiet_from, self.quiet_until, days, zone_of(self.agent.time_zone))


def choices_of(agent: Agent) -> Choices:
    """What `agent` chose, or the defaults; not saved yet when they never chose."""
    return Choices.objects.filter(agent=agent).select_related("agent").first() or Choices(agent=agent)
