"""The limits that every desk begins with: what is given beyond what is owed. They are written into the table once.

An admin has none. An agent, and a role of the shop's own, gives up to 50 alone, a lead up to 200, a program 20 as a
credit, all programs together 200 in a day, and nothing as an exception.
"""

from typing import Any

Limit = dict[str, Any]
PROGRAMS: dict[str, Limit] = {"give_credit": {"most": 20, "most_a_day": 200}, "exception": {"most": 0}}


def limits(role_ids: dict[str, int], keeper_ids: set[int]) -> list[Limit]:
    """One row each: `role_ids` by the names of roles, `keeper_ids` of those that may configure the desk."""
    rows: list[Limit] = []
    for action in ("give_credit", "exception"):
        rows += [
            {"scope": "agents", "action": action, "most": 50, "most_a_day": 200},
            {"scope": "programs", "action": action} | PROGRAMS[action],
        ]
        if (lead := role_ids.get("Lead")) and lead not in keeper_ids:
            rows.append({"scope": "role", "role_id": lead, "action": action, "most": 200, "most_a_day": 1000})
    rows += [{"scope": "role", "role_id": pk, "action": ""} for pk in sorted(keeper_ids)]
    return rows
