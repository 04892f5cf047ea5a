"""Background work of the contact form."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .kept_form import sweep_kept_forms
from .work import sweep_tasks


@app.task(name="form.sweep")
def sweep(timestamp: int) -> int:
    now = timezone.now()
    return sweep_tasks(now) + sweep_kept_forms(now)
