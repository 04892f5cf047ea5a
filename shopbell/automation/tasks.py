"""Background work of automation: each task is one call into the domain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import run, sweep


@app.task(name="automation.run_schedules")
def run_schedules(timestamp: int) -> int:
    return sweep.run_schedules(timezone.now())


@app.task(name="automation.sweep_runs")
def sweep_runs(timestamp: int) -> int:
    return run.sweep_runs(timezone.now())
