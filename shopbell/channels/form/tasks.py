"""Background work of the contact form."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .work import sweep_tasks


@app.task(name="form.sweep")
def sweep(timestamp: int) -> int:
    return sweep_tasks(timezone.now())
