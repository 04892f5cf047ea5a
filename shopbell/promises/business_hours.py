"""Business hours: when somebody answers, by name, for the teams, channels and inboxes that keep them.

What is saved becomes a version that counts from then on, and stays when the hours are deleted: what was promised before
can always be reckoned as it was. A desk without any is taken for always open, and says nothing about it.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.team import Team
from shopbell.channels.inbox import Inbox, inbox_of
from shopbell.core.prepared import Prepared
from shopbell.tickets.ticket import Ticket

from .again import ask_to_count_again, ask_to_look_again
from .holiday import no_such_region, regions
from .hours import ChangedHours, Hours
from .hours_fault import faults_of
from .rules import Rules, empty_rules, hours_by, overlap_of, with_holidays


class BusinessHours(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    is_default = models.BooleanField(_("default hours"), default=False)
    channels = ArrayField(
        models.CharField(max_length=20), verbose_name=_("channels"), default=list, blank=True
    )
    teams: Any = models.ManyToManyField(
        Team, through="TeamHours", verbose_name=_("teams"), related_name="+", blank=True
    )
    inboxes: Any = models.ManyToManyField(
        Inbox, through="InboxHours", verbose_name=_("inboxes"), related_name="+", blank=True
    )
    rules = models.JSONField(default=empty_rules, help_text="promises/rules.py, without the days of holidays")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("business hours")
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(
                "is_default", condition=models.Q(is_default=True), name="default_hours_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError for a region that its country does not have, for seasons that hold on one day, for
        channels that other hours are for, and for what cannot be meant (`hours_fault.py`)."""
        region, country = self.rules["region"], self.rules["country"]
        if region and region not in dict(regions(country)):
            raise ValidationError({"region": no_such_region(country, region)})
        if found := overlap_of(self.rules["seasons"]):
            told = {"one": found[0], "other": found[1], "day": f"{found[2]:%m-%d}"}
            raise ValidationError(
                {
                    "seasons": _t(
                        "“%(one)s” and “%(other)s” both hold on %(day)s. Let one end before the other begins."
                    )
                    % told
                }
            )
        others = BusinessHours.objects.exclude(pk=self.pk).filter(channels__overlap=self.channels)
        if other := others.first():
            raise ValidationError(
                {
                    "channels": _t("One of them already uses “%(name)s”. Remove it there first.")
                    % {"name": other}
                }
            )
        if faults := faults_of(self.rules):
            raise ValidationError({name or NON_FIELD_ERRORS: said for name, said in faults.items()})

    def validate_constraints(self, exclude=None) -> None:
        """Without the default's: `save` takes it from whoever had it."""
        super().validate_constraints({*(exclude or ()), "is_default"})

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        """Write the row, and what its rules say as a version. The default is the last that was said to be."""
        if self.is_default:
            BusinessHours.objects.filter(is_default=True).exclude(pk=self.pk).update(is_default=False)
        super().save(*args, **kwargs)
        _write_version(self, timezone.now())
        ask_to_look_again()
        ask_to_count_again()

    @transaction.atomic
    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        ask_to_look_again()
        ask_to_count_again()
        return super().delete(*args, **kwargs)

    @property
    def hours(self) -> ChangedHours:
        """When these are open, with all that they ever said."""
        versions = self.versions.order_by("number").values_list("effective_from", "pk")
        return ChangedHours(tuple((effective_from, hours_of_version(pk)) for effective_from, pk in versions))

    @property
    def hours_now(self) -> Hours:
        """What these say now and for what is to come."""
        newest = getattr(self, "newest", None)  # where it was asked for along with others
        return hours_of_version(newest or self.versions.order_by("-number").values_list("pk", flat=True)[0])


class HoursVersion(models.Model):
    business_hours = models.ForeignKey(BusinessHours, models.SET_NULL, null=True, related_name="versions")
    name = models.CharField(max_length=80, help_text="of the hours, when this was written")
    number = models.PositiveIntegerField()
    rules = models.JSONField(help_text="promises/rules.py")
    effective_from = models.DateTimeField()

    class Meta:
        ordering = ["business_hours", "number"]
        constraints = [
            models.UniqueConstraint(fields=["business_hours", "number"], name="hours_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class TeamHours(models.Model):
    """A team keeps one set of hours."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="+")
    business_hours = models.ForeignKey(BusinessHours, models.CASCADE, related_name="of_teams")


class InboxHours(models.Model):
    """An inbox keeps one set of hours."""

    inbox = models.OneToOneField(Inbox, models.CASCADE, related_name="+")
    business_hours = models.ForeignKey(BusinessHours, models.CASCADE, related_name="of_inboxes")


@lru_cache(maxsize=256)
def hours_of_version(pk: int) -> Hours:
    """Read once: versions never change."""
    return hours_by(HoursVersion.objects.values_list("rules", flat=True).get(pk=pk))


def _write_version(kept: BusinessHours, now: datetime) -> None:
    """What these hours say from `now` on, unless the last version says the same."""
    BusinessHours.objects.select_for_update().get(pk=kept.pk)  # two savers number their versions one by one
    rules: Rules = with_holidays(kept.rules, now.date())
    last = HoursVersion.objects.filter(business_hours=kept).order_by("-number").first()
    if last is None or last.rules != rules:
        number = last.number + 1 if last else 1
        kept.versions.create(name=kept.name, number=number, rules=rules, effective_from=now)


def hours_for(*, team_id: int | None, inbox_id: int | None, channel: str) -> BusinessHours | None:
    """The hours that hold: of the team, whose people answer, else of the inbox, the channel, the default.

    None is always open.
    """
    return HOLDING.first(team=team_id or 0, inbox=inbox_id or 0, channel=channel)


def hours_of_teams(team_ids: Iterable[int | None]) -> dict[int | None, BusinessHours | None]:
    """Those that hold for each team (None: for tickets of none), in as many questions for many as for one."""
    ids = list(team_ids)
    rows = TeamHours.objects.filter(team__in=[pk for pk in ids if pk]).select_related("business_hours")
    own = {row.team_id: row.business_hours for row in rows}
    default = hours_for(team_id=None, inbox_id=None, channel="")
    return {pk: own.get(pk, default) if pk else default for pk in ids}


def hours_of_inboxes(inboxes: Iterable[Inbox]) -> dict[Inbox, BusinessHours | None]:
    """What `hours_for` finds for each inbox, in as many questions for many as for one."""
    versions = HoursVersion.objects.filter(business_hours=models.OuterRef("pk")).order_by("-number")
    rows = BusinessHours.objects.annotate(newest=models.Subquery(versions.values("pk")[:1])).in_bulk()
    of_teams = TeamHours.objects.values_list(models.Value("team"), "team", "business_hours")
    of_inboxes = InboxHours.objects.values_list(models.Value("inbox"), "inbox", "business_hours")
    chosen = {(of, key): hours for of, key, hours in of_teams.union(of_inboxes)}

    def holding(inbox: Inbox) -> BusinessHours | None:
        own = rows.get(chosen.get(("team", inbox.team_id)) or chosen.get(("inbox", inbox.pk)) or 0)
        of_channel = (row for row in rows.values() if inbox.channel in row.channels)
        return own or next(of_channel, None) or next((row for row in rows.values() if row.is_default), None)

    return {inbox: holding(inbox) for inbox in inboxes}


def hours_of(ticket: Ticket) -> BusinessHours | None:
    """The hours of whoever answers `ticket`; None is always open."""
    inbox = inbox_of(ticket) if ticket.pk else None
    return hours_for(team_id=ticket.team_id, inbox_id=inbox.pk if inbox else None, channel=ticket.channel)


def shop_zone() -> ZoneInfo:
    """Where the shop's clock stands: the zone of the default hours, the server's where there are none."""
    rules = BusinessHours.objects.filter(is_default=True).values_list("rules", flat=True).first()
    try:
        return ZoneInfo((rules or {}).get("zone") or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def _holding(team: int, inbox: int, channel: str) -> models.QuerySet[BusinessHours]:
    of_team = TeamHours.objects.filter(business_hours=models.OuterRef("pk"), team=team)
    of_inbox = InboxHours.objects.filter(business_hours=models.OuterRef("pk"), inbox=inbox)
    of_channel = RawSQL("%s = any(channels)", [channel], models.BooleanField())
    ways = [models.Exists(of_team), models.Exists(of_inbox), of_channel, models.Q(is_default=True)]
    whens = [models.When(way, then=place) for place, way in enumerate(ways)]
    place = models.Case(*whens, output_field=models.IntegerField(null=True))
    return BusinessHours.objects.filter(models.Q(*ways, _connector=models.Q.OR)).order_by(
        place, "-is_default", "name"
    )[:1]


# asked for every mail that opens a ticket, by the goals, the acknowledgement and the promise in it
HOLDING = Prepared(_holding, team=int, inbox=int, channel=str)
