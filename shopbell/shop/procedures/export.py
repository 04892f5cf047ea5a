"""How far procedures are in a ticket, for other programs: each step that was marked, with what was found out."""

from typing import Any

from django.db.models import Prefetch

from .progress import Progress, StepMark


def followed(numbers: list[int]) -> dict[int, dict[str, Any]]:
    """`procedures` of the tickets with these numbers, by number; of all of them."""
    found: dict[int, dict[str, Any]] = {number: {"procedures": []} for number in numbers}
    marks = Prefetch("marks", StepMark.objects.select_related("agent"))
    for progress in Progress.objects.filter(ticket__in=numbers).order_by("pk").prefetch_related(marks):
        found[progress.ticket_id]["procedures"].append(_told(progress))
    return found


def _told(progress: Progress) -> dict[str, Any]:
    steps = progress.written
    return {
        "name": progress.name,
        "started_at": progress.started_at,
        "ended_at": progress.ended_at,
        "steps": [
            {
                "step": steps[mark.place].title,
                "state": mark.state,
                "found_out": mark.values,
                "note": mark.note,
                "by": mark.agent.email if mark.agent else None,
                "at": mark.at,
            }
            for mark in progress.marks.all()
        ],
    }
