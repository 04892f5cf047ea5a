"""What a version of goals promises, in a line."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .duration import left_to_right, write_duration
from .goal import Counts, Goal


def promised_by(targets: Mapping[str, Any]) -> str:
    """`targets` is GoalPolicy.targets."""
    in_days = targets.get("counts") == Counts.ALWAYS
    times = [
        f"{goal.label}: {_unbroken(write_duration(targets[goal], in_days=in_days))}"
        for goal in Goal
        if targets.get(goal)
    ]
    return " · ".join(times) or _("nothing")


def _unbroken(time: str) -> str:
    """No line ends between a number and its unit."""
    return left_to_right(time.replace(" ", "\u00a0"))
