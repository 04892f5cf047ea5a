"""The work of an erasure: portions of some seconds, each thing in a transaction of its own.

A worker that dies leaves nothing half done; its job is given to another, which goes on with what is left.
"""

import time

from django.db import transaction
from django.utils import timezone

from .customer import Customer
from .erasure import PARTS, CustomerErasure, enqueue

PORTION_SECONDS = 2.0


def work_on(erasure_id: int, seconds: float = PORTION_SECONDS) -> None:
    """Erase for some seconds and enqueue what is left; nothing when it has ended."""
    erasure = CustomerErasure.objects.filter(pk=erasure_id, finished_at=None).first()
    if erasure is None:
        return
    end = time.monotonic() + seconds
    for part in PARTS:
        while part.some(erasure.numbers):
            if time.monotonic() >= end:
                enqueue(erasure)
                return
    _finish(erasure)


@transaction.atomic
def _finish(erasure: CustomerErasure) -> None:
    """The rows of the customers go, and with them all that points at them. What came in since is for the next try."""
    if not CustomerErasure.objects.select_for_update(of=("self",)).filter(pk=erasure.pk, finished_at=None):
        return
    Customer.objects.filter(pk__in=erasure.numbers).delete()
    CustomerErasure.objects.filter(pk=erasure.pk).update(finished_at=timezone.now())
