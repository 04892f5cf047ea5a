"""How PostgreSQL answers what some code asks of it: not a benchmark itself."""

import json
from collections.abc import Callable, Iterator
from typing import Any

MANY = 5_000  # rows


def shortcuts(act: Callable[[], Any]) -> str:
    """Whether `act()` reads large tables by their indexes and sorts only few rows; else what it does instead."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where reltuples >= %s", [MANY])
        large = {name for (name,) in cursor.fetchall()}
        for query in asked.captured_queries:
            if query["sql"].lower().startswith(("select", "with")):
                cursor.execute("explain (analyze, timing off, format json) " + query["sql"])
                [plans] = cursor.fetchone()
                found |= set(_detours(json.loads(plans) if isinstance(plans, str) else plans, large))
    return "; ".join(sorted(found)) or "by index"


def _detours(plans: Any, large: set[str]) -> Iterator[str]:
    for node in _nodes(plans[0]["Plan"]):
        rows = node["Actual Rows"] * node["Actual Loops"]
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large and node["Actual Loops"]:
            yield f"reads all of {node['Relation Name']}"
        if node["Node Type"] == "Sort" and node["Plans"][0]["Actual Rows"] > MANY and rows:
            yield f"sorts {node['Plans'][0]['Actual Rows']:,.0f} rows"


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for each in node.get("Plans", ()):
        yield from _nodes(each)
