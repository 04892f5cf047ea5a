"""A worker that is killed between the event and the end of the run: what the rule does is done whole, and once."""

import signal
import subprocess
import sys

import pytest

from shopbell.automation.models import RuleRun
from shopbell.automation.reacting import react
from shopbell.tickets.event import Verb
from tests.other_process import its_environment

STEPS = ["before the run", "in the run", "after the run"]
WORKER = """
import os, signal, sys
import django; django.setup()
from shopbell.automation import reacting, run
from shopbell.tickets.models import Event

def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)

step, perform, run_rule = sys.argv[2], run.perform_steps, reacting.run_rule
if step == "before the run": reacting.run_rule = die
if step == "in the run": run.perform_steps = lambda *args, **options: (perform(*args, **options), die())
if step == "after the run": reacting.run_rule = lambda *args, **options: (run_rule(*args, **options), die())
reacting.react(Event.objects.get(pk=int(sys.argv[1])))
"""


@pytest.mark.django_db(transaction=True)  # what another process must see
@pytest.mark.parametrize("step", STEPS)
def test_what_a_killed_worker_began_is_done_whole_and_once(trigger, late_parcel, vip, thanks, step):
    trigger("All", "opened", {"answer": thanks.pk, "tag": vip.pk})
    event = late_parcel.events.get(verb=Verb.CREATED)
    worker = subprocess.run(
        [sys.executable, "-c", WORKER, str(event.pk), step], env=its_environment(), timeout=60, check=False
    )
    assert worker.returncode == -signal.SIGKILL
    assert RuleRun.objects.count() == late_parcel.tags.count() == int(step == "after the run")

    react(event)

    assert late_parcel.messages.filter(rule="All").count() == late_parcel.tags.count() == 1
    assert RuleRun.objects.get().outcome == "done"
