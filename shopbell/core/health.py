"""/health says whether this process can do its work; /metrics gives the figures an operator watches.

Metrics are for loopback, or for whoever holds SHOPBELL_METRICS_TOKEN. Format: Prometheus text 0.0.4.
"""

import ipaddress
import resource
import secrets
import sys
import threading
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from .job import count_by_state
from .setting import read

JOBS = """
select count(*) filter (where due), count(*) filter (where not due),
       coalesce(extract(epoch from now() - min(since) filter (where due)), 0)
from (
    select j.status = 'todo' as due, coalesce(j.scheduled_at, deferred.at) as since
    from procrastinate_jobs j
    left join procrastinate_events deferred on deferred.job_id = j.id and deferred.type = 'deferred'
    where j.status = 'doing' or (j.status = 'todo' and coalesce(j.scheduled_at, now()) <= now())
) job
"""

FIGURES: dict[str, Callable[[], int]] = {}  # gauges of the floors above, by name


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503; says nothing that a stranger may not know."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_measure(request):
        return HttpResponse(
            "Metrics are for loopback, or with SHOPBELL_METRICS_TOKEN as bearer.\n", status=403
        )
    with connection.cursor() as cursor:
        cursor.execute(JOBS)
        waiting, running, oldest_seconds = cursor.fetchone()
        cursor.execute("select pg_database_size(current_database())")
        size_bytes = cursor.fetchone()[0]
    kilobytes = 1024 if sys.platform == "linux" else 1
    figures = {
        "shopbell_jobs_waiting": waiting,
        "shopbell_jobs_running": running,
        "shopbell_jobs_oldest_seconds": round(float(oldest_seconds), 1),
        "shopbell_database_bytes": size_bytes,
        "shopbell_process_threads": threading.active_count(),
        "shopbell_process_memory_peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilobytes,
        **{name: count() for name, count in FIGURES.items()},
    }
    lines = [f"# TYPE {name} gauge\n{name} {value}\n" for name, value in figures.items()]
    return HttpResponse(
        "".join([*lines, *jobs_by_task()]), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


def jobs_by_task() -> Iterator[str]:
    """Per task what waits, runs, is tried again and failed for good: an alarm on the last is worth having."""
    yield "# TYPE shopbell_jobs gauge\n"
    for task, state, count in count_by_state():
        yield f'shopbell_jobs{{task="{task}",state="{state}"}} {count}\n'


def may_measure(request: HttpRequest) -> bool:
    token = read("SHOPBELL_METRICS_TOKEN")
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(given.encode(), token.encode())
    is_direct = not settings.PROXY_COUNT and "X-Forwarded-For" not in request.headers
    return is_direct and ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback
