"""Background work of the accounts app: each task is one call into the domain."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import invitation, letter

RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name=invitation.SEND, retry=RETRY)
def send_invitation(agent_id: int, by_id: int) -> None:
    invitation.send_invitation(agent_id, by_id)


@app.task(name=letter.SEND, retry=RETRY)
def send_letter(letter_id: int) -> None:
    letter.send_kept(letter_id)
