"""Background work of e-mail: each task is one call into the domain."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from . import inbound


@app.task(name=inbound.PROCESS)
def process(raw_ids: list[int]) -> None:
    inbound.process_all(raw_ids)


@app.task(name="email.requeue")
def requeue(timestamp: int) -> int:
    return inbound.requeue_forgotten(timezone.now(), after=timedelta(minutes=5))
