"""Background work of the help centre: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .publishing import publish_due
from .vote import forget_sentences


@app.task(name="helpcenter.publish_scheduled")
def publish_scheduled(timestamp: int) -> None:
    publish_due(timezone.now())


@app.task(name="helpcenter.sweep")
def sweep(timestamp: int) -> None:
    forget_sentences(timezone.now())
