"""Calls that were asked for and what was answered meanwhile, as the export of a customer and of tickets tells them."""

from typing import Any

from .call_back import CallBack
from .survey import Survey


def meanwhile(numbers: list[int]) -> dict[int, dict[str, Any]]:
    """`call_backs` and `surveys` of the tickets with these numbers, by number; of those that have any."""
    found: dict[int, dict[str, Any]] = {}
    for call in CallBack.objects.filter(ticket__in=numbers).order_by("pk"):
        told = {
            "number": call.number,
            "language": call.language,
            "asked_at": call.asked_at.isoformat(),
            "from": call.from_at.isoformat() if call.from_at else None,
            "ended_at": call.ended_at.isoformat() if call.ended_at else None,
            "outcome": call.outcome,
        }
        found.setdefault(call.ticket_id, {}).setdefault("call_backs", []).append(told)
    for survey in Survey.objects.filter(ticket__in=numbers).exclude(answers=[]).order_by("pk"):
        told = {"answers": survey.answers, "at": survey.created_at.isoformat()}
        found.setdefault(survey.ticket_id, {}).setdefault("surveys", []).append(told)
    return found
