"""More: the overflow menu in the head of a ticket, for what an agent does less than every minute.

An ability puts its item here: a template `tickets/menus/more/<name>.html` and its name in a group of `GROUPS`, what
is done often first, what takes a ticket away last; a line stands between two groups. What an item must know besides
the ticket and the agent, a function of `FACTS` tells. A floor above adds its own in its `apps.py`.
"""

from collections.abc import Callable
from typing import Any

from .ticket import Ticket

GROUPS: dict[str, list[str]] = {
    "again": ["snooze", "follow"],
    "people": ["transfer", "sit_in"],
    "tickets": ["merge", "links"],
    "out": ["files", "print", "copy_link"],
    "away": ["spam", "block", "delete"],
}
FACTS: list[Callable[[Ticket, Any], dict[str, Any]]] = [
    lambda ticket, agent: {"merges": list(ticket.merges.order_by("pk"))},
    lambda ticket, agent: {"is_followed": ticket.followers.filter(agent=agent).exists()},
]


def more_context(ticket: Ticket, agent) -> dict[str, Any]:
    """What `tickets/menus/more.html` and the items in it need."""
    context: dict[str, Any] = {"ticket": ticket, "agent": agent, "groups": GROUPS.values()}
    for facts in FACTS:
        context |= facts(ticket, agent)
    return context
