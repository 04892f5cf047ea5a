"""Background work of the API: each task is one call into the domain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .once import forget_done


@app.task
def forget_done_calls(timestamp: int) -> None:
    forget_done(timezone.now())
