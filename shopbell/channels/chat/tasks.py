"""Background work of the chat: each task is one call into the domain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import continuation
from .rate import forget_counts


@app.task(name=continuation.CONTINUE)
def continue_by_email(message_id: int) -> None:
    continuation.continue_by_email(message_id)


@app.task(name="chat.forget_counts")
def forget(timestamp: int) -> int:
    return forget_counts(timezone.now())
