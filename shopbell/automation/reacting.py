"""What triggers do about an event, after the commit: in the order of the list, each sees what those before did."""

from datetime import timedelta

from django.utils import timezone

from shopbell.tickets.event import Event

from .matching import met_by
from .occasion import OCCASIONS, verbs_of
from .run import run_rule
from .trigger import WANTED, Trigger

VERBS = verbs_of(list(OCCASIONS))
STALE = timedelta(days=1)  # what was imported, or waited that long, wakes nothing


def wanted_verbs() -> set[str]:
    return WANTED()


def react(event: Event) -> None:
    """Run the triggers that hear of `event` and whose conditions its ticket meets. Twice does nothing twice."""
    now = timezone.now()
    if event.created_at < now - STALE:
        return
    waiting = [trigger for trigger in Trigger.objects.switched_on() if trigger.hears(event)]
    while waiting and (met := met_by(event.ticket, waiting, now)):
        for trigger in met:
            run = run_rule(trigger, event.ticket, now, event=event)
            if run and run.is_done:
                break  # the ticket is another one now: those that follow are asked anew
        else:
            return
        waiting = waiting[waiting.index(trigger) + 1 :]
