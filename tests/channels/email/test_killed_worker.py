"""A worker that is killed at each step of a delivery, dies unseen or is given up."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from shopbell.channels import delivery as module
from shopbell.channels.delivery import Delivery, State, deliver
from shopbell.channels.recovery import recover_deliveries
from tests.other_process import its_environment

pytestmark = pytest.mark.django_db
STEPS = {  # where the worker dies → (mails that arrived, state after recovery)
    "before the claim": (0, State.QUEUED),
    "after the claim": (0, State.QUEUED),
    "before the hand-over": (0, State.QUEUED),
    "in the hand-over": (0, State.FAILED),
    "after the server took it": (1, State.FAILED),
    "not at all": (1, State.SENT),
}
WORKER = """
import os, signal, sys
import django; django.setup()
from shopbell.channels import delivery
from shopbell.channels.email.sending import outbound
from shopbell.channels.email.sending import transport

def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)

step = sys.argv[2]
if step == "before the claim": delivery._claim = die
if step == "after the claim": outbound.compose = die
if step == "before the hand-over": outbound.mark_handed_over = die
if step == "in the hand-over":
    mark = delivery.mark_handed_over
    outbound.mark_handed_over = lambda row: (mark(row), die())
if step == "after the server took it": delivery.finish = die
delivery.deliver(int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)  # what another process must see
@pytest.mark.parametrize("step", STEPS)
def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(queued, relay, settings, step):
    arrived, state = STEPS[step]
    env = its_environment(SHOPBELL_MAIL_URL=settings.MAIL_URL)
    worker = subprocess.run(
        [sys.executable, "-c", WORKER, str(queued.pk), step], env=env, timeout=60, check=False
    )
    assert worker.returncode == (0 if step == "not at all" else -signal.SIGKILL)

    later = timezone.now() + timedelta(minutes=10)
    recover_deliveries(later)
    recover_deliveries(later)
    queued.refresh_from_db()
    assert (len(relay.mails), queued.state) == (arrived, state)
    deliver(queued.pk)
    queued.refresh_from_db()
    if state == State.QUEUED:
        assert (len(relay.mails), queued.state) == (1, State.SENT)
    if state == State.FAILED:
        assert "may have arrived" in queued.error
        assert len(relay.mails) == arrived


def test_a_job_that_died_unseen_is_replaced_once(queued):
    from procrastinate.contrib.django.models import ProcrastinateJob

    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    later = timezone.now() + timedelta(minutes=10)

    assert recover_deliveries(later) == 1
    assert recover_deliveries(later) == 0
    assert ProcrastinateJob.objects.filter(status="todo").count() == 1


def test_a_slow_worker_that_was_given_up_lets_go(queued, relay, monkeypatch):
    """It wakes up right before the hand-over, when another has already sent the mail."""
    real = module.mark_handed_over
    woken = []

    def sleepy(row):
        if not woken:
            woken.append(row)
            recover_deliveries(timezone.now() + timedelta(minutes=10))
            deliver(row.pk)
        real(row)

    monkeypatch.setattr("shopbell.channels.email.sending.outbound.mark_handed_over", sleepy)
    deliver(queued.pk)

    queued.refresh_from_db()
    assert (len(relay.mails), queued.state) == (1, State.SENT)


def test_a_fault_of_ours_is_tried_again_and_not_without_end(queued, monkeypatch):
    def fail(row):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("shopbell.channels.email.sending.outbound.compose", fail)
    deliver(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == (State.QUEUED, 1)
    assert Delivery.objects.filter(state=State.QUEUED).count() == 1
