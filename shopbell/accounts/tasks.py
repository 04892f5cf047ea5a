"""Background work of the accounts app: each task is one call into the domain."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import invitation, letter

RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name=invitation.SEND, retry=RETRY)
def send_invitation(agent_id: int, by: str) -> None:
    invitation.send_invitation(agent_id, by)


@app.task(name=letter.SEND, retry=RETRY)
def send_letter(to: str, subject: str, text: str) -> None:
    letter.send_letter(to, subject, text)
