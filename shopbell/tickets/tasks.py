"""Background work of the tickets app: each task is one call into the domain."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from . import bulk_work
from .attachment import sweep_unsent
from .bulk import WORK, sweep_runs
from .complexity import judge_unsolved
from .deletion import sweep_deleted
from .link_preview import FETCH, fetch_preview, sweep_previews
from .saved_view import sweep_deleted_views
from .snooze import wake_due_tickets
from .translation import TRANSLATE, perform_translation


@app.task(name="tickets.sweep_uploads")
def sweep_uploads(timestamp: int) -> int:
    return sweep_unsent(timezone.now())


@app.task(name="tickets.sweep_deleted")
def erase_deleted(timestamp: int) -> int:
    return sweep_deleted(timezone.now())


@app.task(name="tickets.wake_due")
def wake_due(timestamp: int) -> int:
    return wake_due_tickets(timezone.now())


@app.task(name="tickets.judge_unsolved")
def judge_complexity(timestamp: int) -> int:
    return judge_unsolved()


@app.task(name=WORK)
def work_on_bulk(run_id: int) -> None:
    bulk_work.work_on(run_id)


@app.task(name="tickets.sweep_bulk_runs")
def sweep_bulk_runs(timestamp: int) -> int:
    return sweep_runs(timezone.now())


@app.task(name="tickets.sweep_views")
def sweep_views(timestamp: int) -> int:
    return sweep_deleted_views(timezone.now())


@app.task(name=FETCH, retry=Patience())
def fetch_link_preview(preview_id: int) -> None:
    fetch_preview(preview_id)


@app.task(name="tickets.sweep_previews")
def sweep_link_previews(timestamp: int) -> int:
    return sweep_previews(timezone.now())


@app.task(name=TRANSLATE, retry=Patience())
def translate(translation_id: int) -> None:
    perform_translation(translation_id)
