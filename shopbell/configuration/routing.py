"""Skills, the routing of teams and capacity in the configuration file. Who has a skill is no configuration."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.models import Team
from shopbell.channels.registry import CHANNELS
from shopbell.core.errors import Refused
from shopbell.routing.capacity import weighed
from shopbell.routing.models import CapacityPolicy, ReasonSkill, Skill, TeamRouting
from shopbell.routing.skill import Level
from shopbell.routing.skill_form import levels_of, put_levels
from shopbell.routing.team_routing import Mode
from shopbell.tickets.reason import find_reason, path_of

from .section import Part, Section, column, pointer


def _tell_reasons(skill: Skill) -> list[dict[str, Any]]:
    rows = skill.reasons.select_related("reason__parent").order_by("reason__position", "reason_id")
    return [{"reason": path_of(row.reason), "level": row.level} for row in rows]


def _put_reasons(skill: Skill, told: list[Any]) -> None:
    levels = dict.fromkeys(levels_of(skill, "reasons", "reason"), 0)
    for each in told:
        if (
            not isinstance(each, dict)
            or set(each) != {"reason", "level"}
            or each["level"] not in Level.values
        ):
            raise Refused(_t("Write a reason and its level, 1 to 3, for each."))
        levels[str(find_reason(each["reason"]).pk)] = each["level"]
    put_levels(skill, ReasonSkill, "reason", levels)


def _put_channels(skill: Skill, kinds: list[Any]) -> None:
    if unknown := [kind for kind in kinds if kind not in CHANNELS]:
        raise Refused(_t("There is no channel “%(name)s”.") % {"name": unknown[0]})
    skill.channels = kinds


def _put_mode(row: TeamRouting, mode: str) -> None:
    if mode not in Mode:
        raise Refused(_t("Write one of these words: %(words)s.") % {"words": ", ".join(Mode.values)})
    row.mode = mode


def _put_weights(policy: CapacityPolicy, weights: dict[str, Any]) -> None:
    if unknown := [kind for kind in weights if kind not in weighed()]:
        raise Refused(_t("There is no channel “%(name)s”.") % {"name": unknown[0]})
    policy.weights = weights  # whose numbers its row looks at


SKILLS = Section(
    "skills",
    "settings-skills",
    Skill,
    identity=("name",),
    parts=[
        column("name"),
        column("language"),
        Part("channels", list, lambda skill: sorted(skill.channels), _put_channels, is_set=True),
        column("required", bool, "is_required"),
        Part("reasons", list, _tell_reasons, _put_reasons, late=True, is_set=True),
    ],
    rows=lambda: Skill.objects.order_by("name"),
)
ROUTING = Section(
    "routing",
    "settings-routing",
    TeamRouting,
    identity=("team",),
    needed=(),
    parts=[
        pointer("team", Team),
        Part("mode", str, lambda row: str(row.mode), _put_mode),
        column("accept_seconds", int),
        column("away_after", int),
        column("backlog_of_ten", int),
        column("usual_days", int),
        column("tells_customer", bool),
    ],
    rows=lambda: TeamRouting.objects.select_related("team"),
)
CAPACITY = Section(
    "capacity",
    "settings-capacity",
    CapacityPolicy,
    identity=(),
    parts=[Part("weights", dict, lambda policy: dict(policy.weights), _put_weights)],
    rows=lambda: CapacityPolicy.objects.filter(pk=1),
    fresh=CapacityPolicy.current,
)
SECTIONS = [SKILLS, ROUTING, CAPACITY]
