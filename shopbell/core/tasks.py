"""Background work of the core: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .blob_sweep import sweep_blobs
from .patience import Patience
from .rate import forget_counts
from .virus_check import CHECK, enqueue_due, forget_clean, perform_check


@app.task(name="core.forget_counts")
def forget(timestamp: int) -> int:
    return forget_counts(timezone.now())


@app.task(name="core.sweep_blobs")
def sweep(timestamp: int) -> int:
    return sweep_blobs(timezone.now())


@app.task(name=CHECK, retry=Patience())
def check_file(key: str) -> None:
    perform_check(key)


@app.task(name="core.check_files")
def check_files(timestamp: int) -> int:
    return enqueue_due(timezone.now())


@app.task(name="core.forget_checks")
def forget_checks(timestamp: int) -> int:
    return forget_clean(timezone.now())
