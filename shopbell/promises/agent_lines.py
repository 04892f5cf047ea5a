"""The lines in which an agent could answer, when they come or go by their own word: a job looks at them a moment later.

So nobody waits for it who says how they are, and it is tried again should it fail.
"""

from procrastinate.contrib.django import app as jobs

from shopbell.accounts.team import Membership

from .waiting_line import is_stood_in, look_at_lines

LOOK_AT_LINES = "promises.look_at_lines"


def agent_changed(agent_id: int) -> None:
    """Ask for the look, where somebody stands in one of the lines."""
    if any(is_stood_in(team_id, None) for team_id in _lines_of(agent_id)):
        jobs.configure_task(LOOK_AT_LINES, queue="react").defer(agent_id=agent_id)


def look_at_lines_of(agent_id: int) -> None:
    """Whoever stands elsewhere by now hears of it, and who has nobody but this agent."""
    look_at_lines(_lines_of(agent_id), agent_id=agent_id)


def _lines_of(agent_id: int) -> set[int | None]:
    return {None, *Membership.objects.filter(agent=agent_id).values_list("team", flat=True)}
