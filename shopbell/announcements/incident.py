"""An incident: something that goes wrong for many shoppers at once, or will, and what the shop said of it so far.

The words are kept by language. What an incident is at a moment follows from its times: one that begins later is
planned, and one whose end has passed is over, whether anybody says so or not.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .part import StatusPart

MOST_TITLE, MOST_TEXT = 120, 2_000


class Kind(models.TextChoices):
    """What it is for who shops, in the order in which it is serious."""

    OUTAGE = "outage", _("Outage")
    RECALL = "recall", _("Recall")
    DELAY = "delay", _("Delay")
    MAINTENANCE = "maintenance", _("Maintenance")


class State(models.TextChoices):
    INVESTIGATING = "investigating", _("We are looking into it")
    KNOWN = "known", _("We know the reason")
    WATCHING = "watching", _("It is mended, and we watch it")
    OVER = "over", _("Over")


WATCHED_WORK = _("It is done, and we watch it")


def standing_words(kind: str, state: str, *, is_planned: bool) -> str:
    """How something of `kind` stands, for its readers: nobody looks into work that was planned."""
    if is_planned:
        return str(_("Planned"))
    if kind == Kind.MAINTENANCE and state != State.OVER:
        return str(WATCHED_WORK if state == State.WATCHING else _("Under way"))
    return str(State(state).label)


class IncidentQuerySet(models.QuerySet):
    def running(self, now: datetime):
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)

    def planned(self, now: datetime):
        return self.filter(starts_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime):
        return self.filter(starts_at__lte=now, ends_at__lte=now)


class Incident(models.Model):
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(max_length=13, choices=State, default=State.INVESTIGATING)
    titles = models.JSONField(default=dict, help_text="by language")
    parts: models.ManyToManyField = models.ManyToManyField(
        StatusPart, related_name="incidents", blank=True, verbose_name=_("what it concerns")
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    next_news_at = models.DateTimeField(_("next news by"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["starts_at"]),
            models.Index(fields=["starts_at"], name="incident_without_end", condition=Q(ends_at=None)),
        ]

    def __str__(self) -> str:
        return said_in(self.titles, _languages())

    def lock(self) -> "Incident":
        """The same incident, held until the transaction ends: who writes takes turns."""
        return Incident.objects.select_for_update().get(pk=self.pk)

    def is_planned(self, now: datetime) -> bool:
        return self.starts_at > now

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now

    def state_words(self, now: datetime) -> str:
        """How it stands, in a word or a sentence."""
        if self.is_over(now):
            return str(State.OVER.label)
        return standing_words(self.kind, self.state, is_planned=self.is_planned(now))


class IncidentUpdate(models.Model):
    """What the shop said at a moment; what it said before stays."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="updates")
    state = models.CharField(max_length=13, choices=State)
    texts = models.JSONField(default=dict, help_text="by language")
    next_news_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, help_text="when its words were put right last")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    client_id = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="given by who wrote it: sent twice it is one"
    )
    began_before = models.DateTimeField(
        null=True, help_text="the beginning that it had, where it was called off"
    )
    ended_before = models.DateTimeField(null=True, help_text="the end that the incident had before it")
    tells_tickets = models.BooleanField(default=False, help_text="it is said in the tickets about it too")
    told_at = models.DateTimeField(
        null=True, help_text="when telling began; from then on it cannot be taken back"
    )

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["published_at"], name="update_untold", condition=Q(told_at=None))]

    def __str__(self) -> str:
        return said_in(self.texts, _languages())

    @property
    def is_announcement(self) -> bool:
        """Whether this was said before it began."""
        return self.state != State.OVER and self.incident.is_planned(self.published_at)

    @property
    def state_words(self) -> str:
        """How it stood when this was said."""
        return standing_words(self.incident.kind, self.state, is_planned=self.is_announcement)


def said_in(said: dict[str, str], languages: list[str]) -> str:
    """The words in the first of `languages` that has any; else in any; empty without."""
    return next((said[code] for code in languages if said.get(code)), next(iter(said.values()), ""))


def _languages() -> list[str]:
    """The reader's language and the desk's own; JSON keeps no order that could tell which was first."""
    return [(get_language() or "").split("-")[0], settings.LANGUAGE_CODE.split("-")[0]]
