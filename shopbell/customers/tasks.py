"""Background work of the customers floor: each task is one call into the domain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from . import erasure_work
from .erasure import WORK
from .identity_change import sweep_removed_identities
from .note import sweep_deleted_notes


@app.task(name="customers.sweep_notes")
def sweep_notes(timestamp: int) -> int:
    return sweep_deleted_notes(timezone.now())


@app.task(name="customers.sweep_identities")
def sweep_identities(timestamp: int) -> int:
    return sweep_removed_identities(timezone.now())


@app.task(name=WORK, retry=Patience())
def erase(erasure_id: int) -> None:
    erasure_work.work_on(erasure_id)
