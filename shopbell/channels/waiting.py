"""Deliveries that wait for their provider's limit: back in the queue, untried, and taken up again a few at a time.

Thousands may wait. None has a job of its own meanwhile: one job wakes as many as are sent in a moment, and comes again
for the next.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models, transaction

from shopbell.tickets.message import Kind, Message

from .delivery import WAITS, Delivery, State, schedule, wake_at
from .registry import CHANNELS

MINUTE = timedelta(minutes=1)
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


@transaction.atomic
def wake_early(now: datetime) -> int:
    """Have those that wait for a later moment tried now, as far as their provider takes more: its limit was raised.

    Returns how many. Safe to run twice and in parallel.
    """
    count = 0
    for channel in CHANNELS.values():
        if channel.turns is None:
            continue
        waiting = Delivery.objects.filter(channel=channel.kind, state=State.QUEUED, error=WAITS)
        later = waiting.filter(not_before__gt=now + MINUTE).order_by("pk")
        if later.exists():
            ids = [each.pk for each in later.select_for_update(skip_locked=True)[: channel.turns()]]
            count += waiting.filter(pk__in=ids).update(not_before=now)
    if count:
        wake_at(now)
    return count


def waits_for_provider(message: Message) -> bool:
    """Whether all of `message` waits for the provider's limit: it can be taken back as long as none of it has left."""
    return message.kind == Kind.REPLY and all_wait(message.deliveries.all())


def all_wait(deliveries: Iterable[Delivery]) -> bool:
    errors = {delivery.error if delivery.state == State.QUEUED else None for delivery in deliveries}
    return WAITS in errors and errors <= {WAITS, ""}
