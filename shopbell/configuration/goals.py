"""Response goals in the configuration file, written as on their form: conditions as text, times such as 24 h."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.core.errors import Refused
from shopbell.promises.contact_policy import ContactPolicy
from shopbell.promises.duration import read_duration
from shopbell.promises.goal import Counts, Goal
from shopbell.promises.goal_form import column_of, time_of
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.goal_text import keep_text, text_of

from .section import Part, Section, column


def _time(goal: Goal) -> Part:
    name = column_of(goal)
    return Part(
        goal.value,
        str,
        lambda policy: time_of(policy, goal),
        lambda policy, text: setattr(policy, name, read_duration(text)),
    )


def _put_counts(policy: Any, counts: str) -> None:
    if counts not in Counts:
        raise Refused(_t("Write one of these words: %(words)s.") % {"words": ", ".join(Counts.values)})
    policy.counts = counts


GOALS = Section(
    "goals",
    "settings-goals",
    GoalPolicy,
    identity=("name",),
    parts=[
        column("name"),
        Part("filter", str, text_of, keep_text),
        *map(_time, Goal),
        Part("counts", str, lambda policy: policy.counts, _put_counts),
        column("warn_percent", int),
        column("position", int),
        column("on", bool, "is_on"),
    ],
    rows=lambda: GoalPolicy.objects.order_by("position", "name", "id"),
)
FIRST_CONTACT = Section(
    "first_contact",
    "settings-first-contact",
    ContactPolicy,
    identity=(),
    parts=[column("days", int)],
    rows=lambda: ContactPolicy.objects.filter(pk=1),
    fresh=ContactPolicy.current,
)
