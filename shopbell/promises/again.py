"""Asking for another look at all unsolved tickets, when goals or hours say something else (`choosing.look_again`), and
for another count of what was asked, which may now be asked of other hours (`hours_counted.count_hours`). And asking for
the sums of each day at once where a reader misses some (`all_sums.sum_up`)."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

LOOK_AGAIN = "promises.look_again"
COUNT_AGAIN = "promises.count_hours_again"
SUM_UP = "promises.sum_up_days"


def ask_to_look_again() -> None:
    """Enqueue it in the transaction that changed what is said."""
    jobs.configure_task(LOOK_AGAIN).defer()


def ask_to_count_again() -> None:
    jobs.configure_task(COUNT_AGAIN).defer()


def ask_to_sum_up() -> None:
    """Once, however many readers ask."""
    task = jobs.configure_task(SUM_UP, queueing_lock=SUM_UP, lock=SUM_UP)
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(timestamp=int(timezone.now().timestamp()))
