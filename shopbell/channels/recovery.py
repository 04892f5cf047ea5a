"""Deliveries that a dead worker left behind: tried again, unless they were being handed over."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from .delivery import CLAIM, DELIVER, MAYBE, Delivery, State, finish, schedule


def recover_deliveries(now: datetime) -> int:
    """Take up what a dead worker left behind; returns how many. Safe to run twice and in parallel.

    Claimed and gone: try again, unless it was being handed over. Never claimed although its time has long
    come: the job died with its worker, so enqueue another.
    """
    count = 0
    for pk in Delivery.objects.filter(state=State.SENDING, claimed_at__lt=now - CLAIM).values_list(
        "pk", flat=True
    ):
        count += _recover(pk, now)
    overdue = Delivery.objects.filter(
        state=State.QUEUED, not_before__lt=now - CLAIM, created_at__lt=now - CLAIM
    )
    for delivery in overdue.order_by("pk")[:1000]:
        count += _schedule_once_more(delivery)
    return count


@transaction.atomic
def _recover(pk: int, now: datetime) -> bool:
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "message__ticket"
    )
    delivery = rows.filter(pk=pk, state=State.SENDING, claimed_at__lt=now - CLAIM).first()
    if delivery is None:
        return False
    if delivery.handed_over_at:
        finish(delivery, State.FAILED, error=MAYBE)
    else:
        Delivery.objects.filter(pk=pk).update(state=State.QUEUED, claimed_at=None)
        schedule(delivery)
    return True


def _schedule_once_more(delivery: Delivery) -> bool:
    """A job more, unless such a one waits already: a long queue must not grow by itself."""
    task = jobs.configure_task(DELIVER, queue="deliver", queueing_lock=f"delivery-{delivery.pk}")
    try:
        with transaction.atomic():
            task.defer(delivery_id=delivery.pk)
    except AlreadyEnqueued:
        return False
    return True
