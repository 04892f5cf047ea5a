"""Background work of promises: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from . import agent_lines, all_sums, choosing, drift, voiding, watch
from .again import COUNT_AGAIN, LOOK_AGAIN, SUM_UP
from .contact_looking import look_at_all, settle
from .contact_policy import LOOK_AT_ALL
from .hours_counted import count_hours
from .promise_warning import warn_of_promises
from .promise_watch import watch_promises
from .treated import measure_treatment
from .unequal import watch_equality
from .usual_reply import measure
from .wait_forecast import forget_waits


@app.task(name="promises.measure_usual_replies")
def measure_usual_replies(timestamp: int) -> int:
    return measure(timezone.now())


@app.task(name="promises.measure_treatment")
def measure_equal_treatment(timestamp: int) -> int:
    return measure_treatment(timezone.now())


@app.task(name=SUM_UP, queueing_lock=SUM_UP, lock=SUM_UP)
def sum_up_days(timestamp: int) -> int:
    return all_sums.sum_up(timezone.now())


@app.task(name="promises.watch_equality")
def watch_equal_treatment(timestamp: int) -> int:
    return watch_equality(timezone.now())


@app.task(name="promises.watch_promises")
def keep_promises(timestamp: int) -> int:
    warn_of_promises(timezone.now())  # agents hear before the shopper does
    return watch_promises(timezone.now())


@app.task(name=agent_lines.LOOK_AT_LINES, retry=Patience())
def look_at_lines_of(agent_id: int) -> None:
    agent_lines.look_at_lines_of(agent_id)


@app.task(name="promises.forget_waits")
def forget_shown_waits(timestamp: int) -> int:
    return forget_waits(timezone.now())


@app.task(name="promises.tend")
def tend(timestamp: int) -> None:
    watch.tend(timezone.now())


@app.task(name="promises.mark_drifted", queueing_lock="promises.mark_drifted", lock="promises.mark_drifted")
def mark_drifted(timestamp: int) -> int:
    return drift.mark_drifted(timezone.now())


@app.task(name=LOOK_AGAIN)
def look_again() -> None:
    choosing.look_again()


@app.task(name=voiding.WORK)
def void_goals(void_id: int) -> None:
    voiding.work_on(void_id)


@app.task(name="promises.settle_first_contacts", lock="promises.settle_first_contacts")
def settle_first_contacts(timestamp: int) -> int:
    return settle(timezone.now())


@app.task(name=LOOK_AT_ALL)
def look_at_first_contacts() -> None:
    look_at_all(timezone.now())


@app.task(name="promises.count_hours", lock="promises.count_hours")
def count_asked_hours(timestamp: int) -> int:
    return count_hours(timezone.now())


@app.task(name=COUNT_AGAIN, lock="promises.count_hours")
def count_asked_hours_again() -> int:
    return count_hours(timezone.now(), anew=True)
