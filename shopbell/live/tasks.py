"""Background work of the gateway's floor: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import sitting


@app.task(name="live.keep_sitters")
def keep_sitters(timestamp: int) -> None:
    sitting.keep_sitters(timezone.now())
