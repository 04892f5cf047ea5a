"""Taking work back: a ticket whose agent has gone away goes to the next one before its promise breaks.

Somebody who is busy is there and keeps their work. What is in no hurry waits for them. Who said that they are away is
believed at once; whose screens are closed is looked at twice, since between two pages everybody's are.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from shopbell.accounts.availability import Availability, Choice
from shopbell.channels.chat.manned import ROUTING
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .need import Requirements
from .promise import is_at_risk
from .team_routing import Mode
from .waiting import of_teams, routed_teams

ROUTED = [Mode.DIRECT, Mode.PUSH, Mode.PULL]
GONE = [Choice.AWAY, Choice.OFFLINE]
MOST_AT_ONCE = 500


def take_back(now: datetime, absent: Collection[int] = ()) -> int:
    """Put back into their queues the tickets at risk of agents who are away, or among `absent` and still not there.

    Returns how many. Twice, or in two processes at once, each is put back once.
    """
    said = Availability.objects.filter(chosen__in=GONE).values("agent")
    count = sum(_put_back(ticket, said) for ticket in _at_risk(now).filter(assignee__in=said))
    if absent:
        there = Availability.objects.present(now).values_list("agent_id", flat=True)
        gone = set(absent) - set(there)
        count += sum(_put_back(ticket, gone) for ticket in _at_risk(now).filter(assignee__in=gone))
    return count


def absent_with_work(now: datetime) -> list[int]:
    """Agents without a screen who have tickets at risk."""
    there = Availability.objects.present(now).values("agent")
    rows = _at_risk(now).exclude(assignee__in=there)
    return sorted({ticket.assignee_id for ticket in rows if ticket.assignee_id})


def _at_risk(now: datetime) -> TicketQuerySet:
    """What somebody has, in a team that is routed, whose promise may break."""
    had = Ticket.objects.undeleted().standing().in_queue().filter(assignee__isnull=False)
    active = had.filter(status__among=[Status.NEW, Status.OPEN], waiting_since__isnull=False)
    asked = Requirements()
    queued = of_teams(active, routed_teams(ROUTED)).order_by("waiting_since", "pk")
    known = queued.select_related("clocks")[:MOST_AT_ONCE]
    found = [each.pk for each in known if is_at_risk(each, asked.weight(each), now)]
    return Ticket.objects.filter(pk__in=found)


@transaction.atomic
def _put_back(ticket: Ticket, away) -> bool:
    held = Ticket.objects.select_for_update(of=("self",), skip_locked=True)
    fresh = held.filter(pk=ticket.pk, assignee__in=away).first()
    return fresh is not None and assign_ticket(fresh, None, by=ROUTING, is_away=True) is not None
