"""What the log says of jobs, and what it leaves out."""

import logging

from django.conf import settings
from procrastinate.jobs import Job

from shopbell.core.log import WithoutArguments

JOB = Job(
    id=7, queue="default", lock=None, queueing_lock=None, task_name="x.write", task_kwargs={"to": "mina@shopper.example"}
)  # fmt: skip


def record(message: str, **extra) -> logging.LogRecord:
    made = logging.LogRecord("procrastinate.worker", logging.ERROR, __file__, 1, message, (), None)
    made.__dict__.update(extra)
    return made


def test_a_job_is_called_by_name_and_number():
    said = record(f"Job {JOB.call_string} ended with status: Error", job=JOB.log_context())

    assert WithoutArguments().filter(said)
    assert said.getMessage() == "Job x.write[7] ended with status: Error"


def test_what_is_no_job_is_left_as_it_is():
    said = record("100% done: %s")

    assert WithoutArguments().filter(said)
    assert said.getMessage() == "100% done: %s"


def test_whatever_the_desk_logs_passes_the_filter():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_arguments"]
