"""Asking for another look at all unsolved tickets, when goals or hours say something else (`choosing.look_again`)."""

from procrastinate.contrib.django import app as jobs

LOOK_AGAIN = "promises.look_again"


def ask_to_look_again() -> None:
    """Enqueue it in the transaction that changed what is said."""
    jobs.configure_task(LOOK_AGAIN).defer()
