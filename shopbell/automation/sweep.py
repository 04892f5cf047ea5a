"""What schedules do as time passes: every minute each looks whose time has come. Safe to run twice and in parallel."""

import logging
from datetime import datetime

from django.db import transaction

from shopbell.channels.automatic_mail import TooMuchMail
from shopbell.tickets.ticket import Ticket

from .matching import Scene, while_hours_suit
from .run import TooManyCalls, note_other_words, run_rule
from .schedule import Schedule
from .webhook_budget import note_left_out

AT_ONCE = 500  # runs of one schedule in one sweep; the others follow in a minute
LOOKED_AT = 1_000  # of those due, whose words are read
log = logging.getLogger(__name__)


def run_schedules(now: datetime) -> int:
    """Run what is due; returns on how many tickets something was done. A schedule that cannot be asked stops none of
    the others.
    """
    done = 0
    for schedule in Schedule.objects.switched_on():
        try:
            done += _run(schedule, now)
        except Exception:
            log.exception("the rule %s could not be asked", schedule.key)
    return done


def _run(schedule: Schedule, now: datetime) -> int:
    """What its hours or the customer's words keep it from is asked once: it hides nothing behind it."""
    due = while_hours_suit(schedule, schedule.due(now), now).order_by("-moment", "-pk")
    done = 0
    for ticket_id in list(due.values_list("pk", flat=True)[:LOOKED_AT]):
        try:
            done += _run_if_due(schedule, ticket_id, now)
        except (TooMuchMail, TooManyCalls) as refusal:
            log.info("the rule %s waits with ticket %s: %s", schedule.key, ticket_id, refusal)
            if isinstance(refusal, TooManyCalls):
                note_left_out(refusal.webhooks, now)
        except Exception:  # one ticket must not keep all others waiting; it is tried again in a minute
            log.exception("the rule %s failed for ticket %s", schedule.key, ticket_id)
        if done >= AT_ONCE:
            break
    return done


@transaction.atomic
def _run_if_due(schedule: Schedule, ticket_id: int, now: datetime) -> bool:
    """Whether it acted. The ticket is asked again once it is held: its customer may have written meanwhile."""
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None:
        return False
    scene = Scene(ticket, now)
    if not scene.suits_words(schedule):
        note_other_words(schedule, ticket, now)
    if not scene.suits(schedule):
        return False
    run = run_rule(schedule, ticket, now)
    return run is not None and run.is_done
