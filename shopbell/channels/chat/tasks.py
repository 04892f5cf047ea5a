"""Background work of the chat: each task is one call into the domain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import continuation
from .visited import sweep_visits


@app.task(name=continuation.CONTINUE)
def continue_by_email(message_id: int) -> None:
    continuation.continue_by_email(message_id)


@app.task(name="chat.sweep_visits")
def sweep(timestamp: int) -> int:
    return sweep_visits(timezone.now())
