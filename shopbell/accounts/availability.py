"""Availability: what an agent chose (available, busy, away) and whether a screen of theirs is open.

Somebody who closed every screen is offline whatever they chose. `seen_at` is written by the gateway
while a screen is connected, so that it outlives no crash for longer than `PRESENCE`. A screen may be open with nobody
before it: `worked_at` is when a hand last typed or pressed something there.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.bus import publish
from shopbell.core.length import uncut

from .agent import Agent
from .permission import Permission

PRESENCE = timedelta(seconds=90)
BEAT = timedelta(seconds=30)
STATUS_CHARACTERS = 80
# called with the agent's key when they came, went or chose otherwise; a floor above adds itself
WITNESSES: list[Callable[[int], None]] = []
CHOSEN: list[Callable[[int], None]] = []  # the same, only when they chose otherwise, or the desk did for them


class Choice(models.TextChoices):
    AVAILABLE = "available", _("Available")
    BUSY = "busy", _("Busy")
    AWAY = "away", _("Away")
    OFFLINE = "offline", _("Offline")


def presence_word(state: str) -> str:
    """How somebody is, as it stands beside their name; everywhere the same word."""
    words = {"available": _t("available"), "busy": _t("busy"), "away": _t("away")}
    return words.get(state, _t("offline"))


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def present(self, now: datetime):
        """Agents with a screen open, whatever they chose."""
        return self.filter(seen_at__gt=now - PRESENCE, agent__is_active=True)

    def gone(self):
        """Agents who say themselves that they are not there."""
        return self.filter(chosen__in=[Choice.AWAY, Choice.OFFLINE])

    def available(self, now: datetime):
        """Agents who can be given a chat now."""
        return self.present(now).filter(chosen=Choice.AVAILABLE)


class Availability(models.Model):
    agent = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="availability")
    chosen = models.CharField(max_length=12, choices=Choice, default=Choice.AVAILABLE)
    chosen_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, db_index=True)
    worked_at = models.DateTimeField(
        null=True, help_text="when they last typed or pressed something on a page"
    )
    status_text = models.CharField(max_length=STATUS_CHARACTERS, blank=True, default="", db_default="")
    is_unseen = models.BooleanField(
        default=False, db_default=False, help_text="colleagues do not see which tickets are looked into"
    )

    objects = AvailabilityQuerySet.as_manager()

    def state(self, now: datetime) -> str:
        """What the others see at `now`: the choice, or offline without an open screen."""
        is_present = self.seen_at is not None and self.seen_at > now - PRESENCE
        return self.chosen if is_present else Choice.OFFLINE


def states_of(agents: Iterable[Agent], now: datetime) -> dict[int, str]:
    """How each of `agents` is at `now`, as colleagues see it."""
    states: dict[int, str] = dict.fromkeys((agent.pk for agent in agents), Choice.OFFLINE)
    for each in Availability.objects.filter(agent__in=list(states)):
        states[each.agent_id] = each.state(now)
    return states


def availability_of(agent: Agent) -> Availability:
    return Availability.objects.get_or_create(agent=agent)[0]


def choose_availability(agent: Agent, choice: Choice | str) -> Availability:
    """The agent says how they are; open screens of everybody hear it. ValueError for an unknown choice."""
    availability, _ = Availability.objects.update_or_create(
        agent=agent, defaults={"chosen": Choice(choice), "chosen_at": timezone.now()}
    )
    publish("presence", f"agent-{agent.pk}")
    _tell(agent.pk)
    for witness in CHOSEN:
        witness(agent.pk)
    return availability


def say_status(agent: Agent, text: str) -> None:
    """What colleagues read beside the agent's name, a short line or nothing. Raises Refused for a long one."""
    line = uncut(" ".join(text.replace("\0", "").split()), STATUS_CHARACTERS)
    Availability.objects.update_or_create(agent=agent, defaults={"status_text": line})
    publish("presence")


def look_unseen(agent: Agent, is_unseen: bool) -> None:
    """Whether colleagues see which tickets the agent looks into. Raises Forbidden when the role lets nobody hide."""
    if is_unseen:
        agent.require(Permission.PRESENCE_UNSEEN)
    Availability.objects.update_or_create(agent=agent, defaults={"is_unseen": is_unseen})


def unseen_agents() -> models.QuerySet[Agent]:
    """Agents who look unseen, as long as their role lets them."""
    permission = [str(Permission.PRESENCE_UNSEEN)]
    return Agent.objects.filter(availability__is_unseen=True, role__permissions__contains=permission)


def is_unseen(agent_id: int) -> bool:
    return unseen_agents().filter(pk=agent_id).exists()


def mark_seen(agent_id: int, now: datetime | None = None) -> None:
    """A screen of the agent is open at `now`, or (None) the last one was closed."""
    Availability.objects.update_or_create(agent_id=agent_id, defaults={"seen_at": now})
    publish("presence")
    _tell(agent_id)


def note_work(agent_id: int, now: datetime) -> None:
    """A hand of the agent was at a page of the desk at `now`. Nobody is told: it only says that somebody is there."""
    Availability.objects.filter(agent_id=agent_id).update(worked_at=now)


def _tell(agent_id: int) -> None:
    for witness in WITNESSES:
        witness(agent_id)
