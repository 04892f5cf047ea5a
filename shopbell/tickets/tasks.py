"""Background work of the tickets app: each task is one call into the domain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .attachment import sweep_unsent


@app.task(name="tickets.sweep_uploads")
def sweep_uploads(timestamp: int) -> int:
    return sweep_unsent(timezone.now())
