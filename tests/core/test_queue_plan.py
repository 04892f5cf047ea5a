import re

from django.db import connection
from procrastinate import sql


def fetching_function() -> str:
    """The function with which the installed procrastinate takes a job."""
    return re.search(r"procrastinate_fetch_job\w*", sql.queries["fetch_job"])[0]


def test_taking_a_job_walks_the_indexes_whatever_the_planner_believes(db):
    with connection.cursor() as cursor:
        cursor.execute("select proconfig from pg_proc where proname = %s", [fetching_function()])
        settings = cursor.fetchone()[0]

    assert {"enable_seqscan=off", "enable_bitmapscan=off", "enable_hashjoin=off"} <= set(settings)


def test_jobs_that_share_a_lock_are_found_by_it(db):
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
        cursor.execute(
            "explain select 1 from procrastinate_jobs where lock = 'ticket-1' and status in ('todo', 'doing')"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "shopbell_jobs_by_lock" in plan
