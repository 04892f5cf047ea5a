"""Background work of the accounts app: each task is one call into the domain."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import invitation, letter

RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="accounts.send_invitation", retry=RETRY)
def send_invitation(agent_id: int, by_id: int = 0, by: str = "") -> None:
    invitation.send_waiting_invitation(agent_id, by or by_id)


@app.task(name=letter.SEND, retry=RETRY)
def send_letter(letter_id: int) -> None:
    letter.send_kept(letter_id)
