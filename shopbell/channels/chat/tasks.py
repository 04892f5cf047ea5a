"""Background work of the chat: each task is one call into the domain."""

from procrastinate.contrib.django import app

from . import continuation


@app.task(name=continuation.CONTINUE)
def continue_by_email(message_id: int) -> None:
    continuation.continue_by_email(message_id)
