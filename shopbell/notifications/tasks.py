"""Background work of notifications: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from . import digest, notification
from .push import sending


@app.task(name=sending.SEND, retry=Patience())
def push(notification_id: int, device_id: int, attempts: int = 0) -> None:
    sending.send(notification_id, device_id, attempts)


@app.task(name="notifications.send_digests")
def send_digests(timestamp: int) -> int:
    return digest.send_digests(timezone.now())


@app.task(name="notifications.sweep")
def sweep(timestamp: int) -> int:
    return notification.sweep_notifications(timezone.now())
