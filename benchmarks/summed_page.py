"""What a lead's page that reads sums by day costs, beside a bare statement that counts the same rows: not a benchmark
itself. Processor time is that of this process and its database, so who else is busy is not in it."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg

from benchmarks.desk import median_ms, processor_ms, row

COUNTS, WEEKS = (10_000, 100_000, 1_000_000), 26
PORTION = 100_000


def grow(
    bare: psycopg.Connection, statement: str, said: dict[str, Any], at_size: Callable[[int], None]
) -> None:
    """Have `statement` write its rows up to each of the sizes, and measure there."""
    have = 0
    for count in COUNTS:
        for first in range(have + 1, count + 1, PORTION):
            bare.execute(statement, {**said, "first": first, "last": min(first + PORTION - 1, count)})  # type: ignore[arg-type]
        have = count
        bare.execute("vacuum analyze")
        at_size(count)


def measure(
    name: str,
    *,
    same: Callable[[], Any],
    counted: Callable[[], Any],
    told: Callable[..., Any],
    sums: Any,
    address: str,
    lead: Any,
    now: datetime,
) -> None:
    """`counted` counts all, `told` reads the sums, both alike; the page stands at `address`."""
    from django.test import Client

    limit = median_ms(same, times=5, warm=1)
    bare = {"limit": limit, "limit_name": "one bare statement"}
    row(f"{name}: counted from all", median_ms(counted, times=3, warm=1), "ms", **bare)
    sums.forget()
    row(
        f"{name}: the file, no day summed up",
        median_ms(lambda: told(every_day=True), times=3, warm=1),
        "ms",
        **bare,
    )
    browser = Client()
    browser.force_login(lead)

    def page() -> None:
        assert browser.get(address, HTTP_HOST="localhost").status_code == 200

    row(f"{name}: the page, no day summed up", median_ms(page, times=5, warm=1), "ms", **bare)
    row("  its processor time", processor_ms(page, warm=0), "ms")
    begun = time.perf_counter()
    days = sums.sum_up(now)
    row(f"{name}: summing up a day", (time.perf_counter() - begun) * 1000 / days, "ms")
    assert told() == counted()
    row(f"{name}: read from the sums", median_ms(told, times=15, warm=3), "ms", **bare)
    row(f"{name}: the page", median_ms(page, times=15, warm=3), "ms", goal="≤ 100 ms", **bare)
    row("  its processor time", processor_ms(page, warm=0), "ms")
