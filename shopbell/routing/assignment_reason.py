"""Why an agent was given a ticket: the parts of their score, kept with the assignment as they were then. Where nobody
was scored (`plain_chats.py`) a part has no points.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from shopbell.accounts.agent import Agent
from shopbell.tickets.event import Event
from shopbell.tickets.ticket import Ticket

from .score import Score
from .skill import Level, Skill

Parts = list[dict[str, Any]]
LONG_MINUTES = 60  # how far back it is known who was given what


class AssignmentReason(models.Model):
    """Rows count as well: who was given how many of late."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="assignment_reasons")
    event = models.OneToOneField(Event, models.CASCADE, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    parts = models.JSONField(default=list)
    is_backlog = models.BooleanField(
        null=True, help_text="of the backlog, where it is kept apart (routing/backlog.py)"
    )

    class Meta:
        indexes = [
            models.Index(fields=["agent", "at"], name="given_to_agent"),
            models.Index(fields=["-at"], condition=models.Q(is_backlog__isnull=False), name="given_by_turns"),
        ]
        ordering = ["-pk"]


class Line(NamedTuple):
    text: str
    points: int | None


class Names(NamedTuple):
    """What the sentences speak of, by id."""

    skills: dict[int, str]
    agents: dict[int, str]


Sentence = Callable[[dict[str, Any], str, Names], str]


def stored(score: Score) -> Parts:
    return [{"code": part.code, "points": part.points, "data": dict(part.data)} for part in score.parts]


def lines_of(parts: Parts, customer: str) -> list[Line]:
    """The reasons as sentences, in the reader's language; skills and agents by the names they have now."""
    names = _names_for(parts)
    return [
        Line(SENTENCES[part["code"]](part["data"], customer, names), part.get("points"))
        for part in parts
        if part["code"] in SENTENCES
    ]


def _names_for(parts: Parts) -> Names:
    spoken = {part["data"]["agent"] for part in parts if "agent" in part["data"]}
    agents = Agent.objects.filter(pk__in=spoken) if spoken else []
    return Names(dict(Skill.objects.values_list("pk", "name")), {agent.pk: str(agent) for agent in agents})


def _skill(data: dict[str, Any], customer: str, names: Names) -> str:
    name = names.skills.get(data["skill"]) or _("A skill that is no more")
    return f"{name}: {Level(data['level']).label}"


def _chosen(data: dict[str, Any], customer: str, names: Names) -> str:
    said = _("Needs %(skill)s %(wanted)s, as it was transferred; they have %(level)s")
    name = names.skills.get(data["skill"]) or _("A skill that is no more")
    return said % {"skill": name, "wanted": data["wanted"], "level": data["level"]}


def _complex(data: dict[str, Any], customer: str, names: Names) -> str:
    name = names.skills.get(data["skill"]) or _("A skill that is no more")
    return _("It is complex, so how well they do it counts more: %(skill)s") % {"skill": name}


def _free(data: dict[str, Any], customer: str, names: Names) -> str:
    said = ngettext("%(count)s open ticket", "%(count)s open tickets", data["open"])
    return said % {"count": data["open"]}


def _at_risk(data: dict[str, Any], customer: str, names: Names) -> str:
    said = ngettext(
        "The promise may break, so being free counts more: %(count)s open ticket",
        "The promise may break, so being free counts more: %(count)s open tickets",
        data["open"],
    )
    return said % {"count": data["open"]}


def _given(data: dict[str, Any], customer: str, names: Names) -> str:
    said = ngettext(
        "Given %(count)s ticket in the last hour", "Given %(count)s tickets in the last hour", data["count"]
    )
    return said % {"count": data["count"]}


def _rest(data: dict[str, Any], customer: str, names: Names) -> str:
    if data["minutes"] >= LONG_MINUTES:
        return _("No new ticket for an hour or more")
    said = ngettext(
        "No new ticket for %(count)s minute", "No new ticket for %(count)s minutes", data["minutes"]
    )
    return said % {"count": data["minutes"]}


def _fewest(data: dict[str, Any], customer: str, names: Names) -> str:
    if not data["count"]:
        return _("They were there, and had no open chat")
    said = ngettext(
        "They were there with %(count)s open chat, and nobody had fewer",
        "They were there with %(count)s open chats, and nobody had fewer",
        data["count"],
    )
    return said % {"count": data["count"]}


def _instead(said: str, said_of_gone: str) -> Sentence:
    """The second is said of somebody whom the desk knows no more."""

    def sentence(data: dict[str, Any], customer: str, names: Names) -> str:
        if name := names.agents.get(data["agent"]):
            return _(said) % {"customer": customer, "agent": name}
        return _(said_of_gone) % {"customer": customer}

    return sentence


SENTENCES: dict[str, Sentence] = {
    "asked": lambda data, customer, names: _("%(customer)s asked for them") % {"customer": customer},
    "instead_of_away": _instead(
        N_("%(customer)s asked for %(agent)s, who was not there"),
        N_("%(customer)s asked for somebody who was not there, and who has left since"),
    ),
    "instead_of_busy": _instead(
        N_("%(customer)s asked for %(agent)s, who could not take it just then"),
        N_("%(customer)s asked for somebody who could not take it just then, and who has left since"),
    ),
    "again": lambda data, customer, names: _("Everybody who could take it let it pass"),
    "again_alone": lambda data, customer, names: _("They let it pass, and nobody else can take it"),
    "usual": lambda data, customer, names: (
        _("They answered %(customer)s the last time") % {"customer": customer}
    ),
    "own": lambda data, customer, names: _("They asked for the next ticket"),
    "theirs": lambda data, customer, names: _("It is theirs already, and the call is due"),
    "alone": lambda data, customer, names: _("They were there, and nobody else was"),
    "fewest": _fewest,
    "skill": _skill,
    "chosen": _chosen,
    "complex": _complex,
    "free": _free,
    "free_at_risk": _at_risk,
    "given": _given,
    "rest": _rest,
}
