"""Rules that run by themselves in the configuration file: triggers and schedules, as on their forms."""

from collections.abc import Collection
from datetime import time
from typing import Any

from django.utils.translation import gettext as _t

from shopbell.automation.models import Schedule, Trigger
from shopbell.automation.occasion import OCCASIONS
from shopbell.automation.rule import Hours
from shopbell.automation.schedule import Since
from shopbell.core.errors import Refused

from .section import Part, Section, column, words
from .steps import OF_RULES, steps_part


def _refuse_unknown(said: list[Any], known: Collection[Any]) -> None:
    if unknown := [each for each in said if each not in list(known)]:
        raise Refused(
            _t("There is no “%(name)s” here. There are: %(known)s.")
            % {"name": unknown[0], "known": ", ".join(map(str, known))}
        )


def _choice(name: str, known: Collection[str]) -> Part:
    def put(rule: Any, said: str) -> None:
        _refuse_unknown([said], known)
        setattr(rule, name, said)

    return Part(name, str, lambda rule: str(getattr(rule, name)), put)


def _choices(name: str, known: Collection[Any]) -> Part:
    def put(rule: Any, said: list[Any]) -> None:
        _refuse_unknown(said, known)
        setattr(rule, name, said)

    return Part(name, list, lambda rule: list(getattr(rule, name)), put, is_set=True)


def _put_time(schedule: Any, said: str) -> None:
    try:
        schedule.at = time.fromisoformat(said) if said else None
    except ValueError:
        raise Refused(_t("Write the hour like 09:00.")) from None


SHARED = [
    Part("filter", str, lambda rule: rule.text, lambda rule, text: rule.keep(text)),
    words("words"),
    _choice("hours", Hours.values),
    steps_part("steps", OF_RULES),
    column("position", int),
]
TRIGGERS = Section(
    "triggers",
    "settings-triggers",
    Trigger,
    identity=("name",),
    parts=[column("name"), column("on", bool, "is_on"), _choices("occasions", OCCASIONS), *SHARED],
    rows=lambda: Trigger.objects.order_by("position", "id"),
)
SCHEDULES = Section(
    "schedules",
    "settings-schedules",
    Schedule,
    identity=("name",),
    parts=[
        column("name"),
        column("on", bool, "is_on"),
        _choice("since", Since.values),
        column("after_hours", int),
        _choices("days", range(7)),
        Part("at", str, lambda rule: f"{rule.at:%H:%M}" if rule.at else "", _put_time),
        *SHARED,
    ],
    rows=lambda: Schedule.objects.order_by("position", "id"),
)
