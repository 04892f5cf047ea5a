"""Asking for another look at all unsolved tickets, when goals or hours say something else (`choosing.look_again`), and
for another count of what was asked, which may now be asked of other hours (`hours_counted.count_hours`)."""

from procrastinate.contrib.django import app as jobs

LOOK_AGAIN = "promises.look_again"
COUNT_AGAIN = "promises.count_hours_again"


def ask_to_look_again() -> None:
    """Enqueue it in the transaction that changed what is said."""
    jobs.configure_task(LOOK_AGAIN).defer()


def ask_to_count_again() -> None:
    jobs.configure_task(COUNT_AGAIN).defer()
