"""Background work of the customers floor: each task is one call into the domain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .identity_change import sweep_removed_identities
from .note import sweep_deleted_notes


@app.task(name="customers.sweep_notes")
def sweep_notes(timestamp: int) -> int:
    return sweep_deleted_notes(timezone.now())


@app.task(name="customers.sweep_identities")
def sweep_identities(timestamp: int) -> int:
    return sweep_removed_identities(timezone.now())
