"""Drift: which goals apply to a ticket becomes another while its timeline says nothing, see `facts.UNTOLD`.

Only while a policy in use asks for such a thing, all unsolved tickets are compared with what was chosen for them, a
portion in one question. A mark is left where it differs, and `choosing.py` does the rest as after any event.
"""

from datetime import datetime

from django.db import transaction

from shopbell.tickets.ticket import Ticket

from .choosing import IN_USE, Choice, choices_of, mark_behind
from .facts import UNTOLD
from .goal_fault import readable
from .ticket_clocks import TicketClocks

PORTION = 1000


def mark_drifted(now: datetime, size: int = PORTION) -> int:
    """Mark the unsolved tickets to which something else applies by now; returns how many they are."""
    if not any(each.field in UNTOLD for policy in readable(IN_USE()) for each in policy.filter):
        return 0
    last, marked = 0, 0
    while kept := _chosen_after(last, size):
        last = max(kept)
        choices = choices_of(kept, now)
        marked += _mark([pk for pk, choice in choices.items() if choice != kept[pk]])
    return marked


def _chosen_after(last: int, size: int) -> dict[int, Choice]:
    """What was chosen for the next unsolved tickets, besides those that are looked at anyway."""
    clocks = TicketClocks.objects.filter(ticket__in=Ticket.objects.unsolved(), unlooked_event_id=None)
    rows = clocks.filter(ticket__gt=last).order_by("ticket")
    told = rows.values_list("ticket_id", "policy_version_id", "hours_version_id")[:size]
    return {ticket: Choice(policy, hours) for ticket, policy, hours in told}


@transaction.atomic
def _mark(ids: list[int]) -> int:
    if ids:
        held = Ticket.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
        mark_behind(list(held.values_list("pk", flat=True)))
    return len(ids)
