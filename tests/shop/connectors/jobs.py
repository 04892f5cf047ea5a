"""The jobs of the shop, done by hand and at once, whatever their hour."""

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def next_jobs(*, drop: bool = False) -> int:
    """Do those that wait now (or lose them), not those that they enqueue; returns how many."""
    waiting = list(ProcrastinateJob.objects.filter(status="todo", queue_name="shop").order_by("pk"))
    for job in waiting:
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where id = %s", [job.pk])
        if not drop:
            app.tasks[job.task_name].func(**job.args)
    return len(waiting)


def do_jobs(most: int = 100) -> int:
    """Do them all, with all that follows; returns how many."""
    count = 0
    while done := next_jobs():
        count += done
        assert count < most, "it goes on and on"
    return count
