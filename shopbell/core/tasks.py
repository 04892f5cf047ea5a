"""Background work of the core: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .blob_sweep import sweep_blobs
from .rate import forget_counts


@app.task(name="core.forget_counts")
def forget(timestamp: int) -> int:
    return forget_counts(timezone.now())


@app.task(name="core.sweep_blobs")
def sweep(timestamp: int) -> int:
    return sweep_blobs(timezone.now())
