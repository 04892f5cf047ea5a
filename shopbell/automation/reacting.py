"""What triggers do about an event, after the commit: in the order of the list, each sees what those before did."""

import logging
from datetime import timedelta

from django.utils import timezone

from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Event

from .matching import met_by
from .occasion import OCCASIONS, verbs_of
from .run import run_rule
from .trigger import WANTED, Trigger

VERBS = verbs_of(list(OCCASIONS))
SWITCHED_ON = Prepared(lambda: Trigger.objects.switched_on())  # asked for every event
log = logging.getLogger(__name__)
STALE = timedelta(days=1)  # what was imported, or waited that long, wakes nothing


def wanted_verbs() -> set[str]:
    return WANTED()


def react(event: Event) -> None:
    """Run the triggers that hear of `event` and whose conditions its ticket meets. Twice does nothing twice.

    Raises what one of them failed with, once the others are done: the event then comes again.
    """
    now = timezone.now()
    if event.created_at < now - STALE:
        return
    waiting = [trigger for trigger in SWITCHED_ON() if trigger.hears(event)]
    failed: Exception | None = None
    while waiting and (met := met_by(event.ticket, waiting, now)):
        for trigger in met:
            try:
                run = run_rule(trigger, event.ticket, now, event=event)
            except (
                Exception
            ) as error:  # it is tried again by itself, and must not keep the others from their work
                log.exception("the rule %s failed for event %s", trigger.key, event.pk)
                failed, run = error, None
            if run and run.done:
                break  # the ticket is another one now: those that follow are asked anew
        else:
            break
        waiting = waiting[waiting.index(trigger) + 1 :]
    if failed:
        raise failed
