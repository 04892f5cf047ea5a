"""The rules that a ticket's events name: a version of goals with a version of hours."""

from datetime import timedelta
from functools import lru_cache

from .business_hours import hours_of_version
from .clock import Rules
from .goal import Goal
from .goal_policy import GoalPolicyVersion


@lru_cache(maxsize=1024)
def rules_of(policy: int, hours: int | None) -> Rules:
    """Read once: versions never change."""
    version = GoalPolicyVersion.objects.get(pk=policy)
    found = version.targets
    targets = {str(goal): timedelta(seconds=found[goal]) for goal in Goal if found.get(goal)}
    openness = hours_of_version(hours) if hours else None
    return Rules(targets, found["warn_percent"], openness, version.effective_from, policy)
