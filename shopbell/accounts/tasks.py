"""Background work of the accounts app: each task is one call into the domain."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import invitation


@app.task(name=invitation.SEND, retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_invitation(agent_id: int, by: str) -> None:
    invitation.send_invitation(agent_id, by)
