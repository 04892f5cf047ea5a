"""Background work of the channels: each task is one call into the domain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import delivery, recovery, scheduled, waiting


@app.task(name=delivery.DELIVER)
def deliver(delivery_id: int) -> None:
    delivery.deliver(delivery_id)


@app.task(name="channels.recover")
def recover(timestamp: int) -> int:
    now = timezone.now()
    return recovery.recover_deliveries(now) + waiting.wake_early(now)


@app.task(name="channels.send_scheduled")
def send_scheduled(timestamp: int) -> int:
    return scheduled.send_due(timezone.now())


@app.task(name=delivery.WAKE)
def wake() -> int:
    return waiting.wake_waiting(timezone.now())
