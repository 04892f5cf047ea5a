"""Keep taking the next job quick however many wait: the planner believes the queue to be as it last counted it.

A queue that was empty when it was counted is planned to be read whole for each job, and that plan is kept, so a
flood of a thousand jobs took a thousand times as long for each. Taking a job may only walk the indexes; one
of ours finds the jobs that share a lock. (PostgreSQL before 18 cannot use the queue's own index for that.)
"""

from django.db import migrations

WAYS = "enable_seqscan enable_bitmapscan enable_hashjoin enable_mergejoin enable_sort".split()
FETCH = "procrastinate_fetch_job_v2(character varying[], bigint)"


class Migration(migrations.Migration):
    atomic = True
    dependencies = [
        ("core", "0001_add_rate_count"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        migrations.RunSQL(
            "create index if not exists shopbell_jobs_by_lock on procrastinate_jobs (lock)"
            " where status in ('todo', 'doing')",
            "drop index if exists shopbell_jobs_by_lock",
        ),
        migrations.RunSQL(
            [f"alter function {FETCH} set {way} = off" for way in WAYS],
            [f"alter function {FETCH} reset {way}" for way in WAYS],
        ),
        migrations.RunSQL(
            "alter table procrastinate_jobs set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500)",
            "alter table procrastinate_jobs reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)",
        ),
    ]
