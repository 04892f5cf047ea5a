import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.cli.doctor import jobs_flow
from shopbell.cli.doctor_finding import Trouble
from shopbell.core.job import TROUBLED_ATTEMPTS, count_troubled, run_again, troubled_jobs

pytestmark = pytest.mark.django_db
TASK = "tests.parcels"


def job(status="failed", attempts=9, queueing_lock=None, **args) -> int:
    number = app.configure_task(TASK, queueing_lock=queueing_lock).defer(**args)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [number])
        cursor.execute(
            "update procrastinate_jobs set status = %s, attempts = %s where id = %s",
            [status, attempts, number],
        )
    return number


def status_of(number):
    return ProcrastinateJob.objects.values_list("status", "attempts").get(pk=number)


def test_what_failed_for_good_is_shown_with_what_it_was_told(late_parcel):
    number = job(ticket_id=late_parcel.pk, event_id=7, text="x" * 5000)
    job("todo", attempts=TROUBLED_ATTEMPTS - 1)

    (shown,) = troubled_jobs()
    assert (shown.id, shown.task, shown.ticket_id) == (number, TASK, late_parcel.pk)
    assert "event id 7" in shown.words and shown.failed_at and shown.is_given_up
    assert len(shown.words) < 200


def test_what_fails_again_and_again_is_shown_before_it_is_given_up():
    job("todo", attempts=TROUBLED_ATTEMPTS)

    (shown,) = troubled_jobs()
    assert not shown.is_given_up and count_troubled() == 1


def test_a_failed_job_runs_again_with_all_its_tries():
    number, other = job(), job()

    assert (run_again([number]), run_again([number])) == (1, 0)

    assert status_of(number) == ("todo", 0)
    assert status_of(other) == ("failed", 9)


def test_all_of_them_run_again_and_what_runs_is_left_alone():
    numbers, running = [job(), job("todo", attempts=6)], job("doing")

    assert run_again() == 2
    assert [status_of(number) for number in numbers] == [("todo", 0)] * 2
    assert status_of(running) == ("doing", 9)


def test_a_failed_job_whose_twin_waits_is_left_to_the_twin():
    failed = job(queueing_lock="once")
    app.configure_task(TASK, queueing_lock="once").defer()

    assert run_again([failed]) == 1
    assert ProcrastinateJob.objects.filter(queueing_lock="once").count() == 1


def test_the_metrics_count_jobs_by_task_and_state(client):
    job()
    job("todo", attempts=2)

    told = client.get("/metrics").content.decode()

    assert f'shopbell_jobs{{task="{TASK}",state="failed"}} 1' in told
    assert f'shopbell_jobs{{task="{TASK}",state="retrying"}} 1' in told


def test_the_doctor_names_what_failed_and_how_to_run_it_again():
    job()

    with pytest.raises(Trouble, match=r"1 of tests\.parcels.*shopbell jobs --again"):
        jobs_flow()
