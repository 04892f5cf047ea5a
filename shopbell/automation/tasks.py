"""Background work of automation: each task is one call into the domain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from . import run, sweep, webhook_call


@app.task(name="automation.run_schedules")
def run_schedules(timestamp: int) -> int:
    return sweep.run_schedules(timezone.now())


@app.task(name="automation.sweep_runs")
def sweep_runs(timestamp: int) -> int:
    return run.sweep_runs(timezone.now())


@app.task(name=webhook_call.CALL, retry=Patience())
def call_webhook(call_id: int) -> None:
    webhook_call.make_call(call_id)
