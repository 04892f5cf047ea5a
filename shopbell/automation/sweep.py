"""What schedules do as time passes: every minute each looks whose time has come. Safe to run twice and in parallel."""

from datetime import datetime

from django.db import transaction

from shopbell.tickets.ticket import Ticket

from .matching import Scene
from .run import run_rule
from .schedule import Schedule

AT_ONCE = 500  # runs of one schedule in one sweep; the others follow in a minute
LOOKED_AT = 1_000  # of those due; the hours or words of the others may not suit yet


def run_schedules(now: datetime) -> int:
    """Run what is due; returns on how many tickets something was done."""
    return sum(_run(schedule, now) for schedule in Schedule.objects.switched_on())


def _run(schedule: Schedule, now: datetime) -> int:
    due, done = schedule.due(now).order_by("moment", "pk"), 0
    for ticket_id in list(due.values_list("pk", flat=True)[:LOOKED_AT]):
        done += _run_if_due(schedule, ticket_id, now)
        if done >= AT_ONCE:
            break
    return done


@transaction.atomic
def _run_if_due(schedule: Schedule, ticket_id: int, now: datetime) -> bool:
    """Whether it acted. The ticket is asked again once it is held: its customer may have written meanwhile."""
    if not Scene(Ticket.objects.get(pk=ticket_id), now).suits(schedule):
        return False
    run = run_rule(schedule, Ticket(pk=ticket_id), now)
    return run is not None and run.is_done
