"""Deliveries that wait for their provider's limit: back in the queue, untried, and taken up again a few at a time.

Thousands may wait. None has a job of its own meanwhile: one job wakes as many as are sent in a moment, and comes again
for the next.
"""

from datetime import datetime, timedelta

from django.db import models, transaction

from .delivery import WAITS, Delivery, State, schedule, wake_at

AT_ONCE = 50
PAUSE = timedelta(seconds=5)


@transaction.atomic
def wake_waiting(now: datetime) -> int:
    """Have the first of those whose time has come tried again; returns how many. Safe to run twice and in parallel."""
    waiting = Delivery.objects.filter(state=State.QUEUED, error=WAITS)
    due = waiting.filter(not_before__lte=now).order_by("pk").select_for_update(skip_locked=True)
    woken = list(due[:AT_ONCE])
    for delivery in woken:
        schedule(delivery, at=now)
    # not woken twice, and again should their job die
    waiting.filter(pk__in=[delivery.pk for delivery in woken]).update(not_before=now + PAUSE)
    following = waiting.aggregate(at=models.Min("not_before"))["at"]
    if following:
        wake_at(max(following, now + PAUSE))
    return len(woken)
