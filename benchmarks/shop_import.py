"""Orders a second by `shopbell import orders`, and the memory it takes, of 1,000 and of 100,000, beside bare COPY."""

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from benchmarks.desk import ROOT, row
from shopbell.core.embedded_postgres import Server

SCALES = [1_000, 100_000]
LINES = 2  # of each order
HEADS = {
    "products": ["product", "name", "variant", "options", "price", "currency", "stock"],
    "customers": ["email", "name", "country", "payment_method", "kind", "currency"],
    "orders": [
        "order", "email", "status", "currency", "placed_at", "variant", "name", "options", "quantity", "price",
        "line1", "city", "country", "payment_method", "paid",
    ],
}  # fmt: skip
TABLES = ["shop_order", "shop_orderline", "shop_payment"]


def main() -> None:
    scales = [int(scale) for scale in os.environ.get("SCALES", "").split(",") if scale] or SCALES
    for scale in scales:
        with tempfile.TemporaryDirectory(prefix="shopbell-bench-") as name:
            os.chmod(name, 0o755)
            with Server(Path(name) / "data") as server:
                measure(scale, Path(name), server.url)


def measure(count: int, folder: Path, url: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "SHOPBELL_DATA": str(folder / "data")}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    for noun in HEADS:
        write(folder / f"{noun}.csv", noun, count)
        arguments = [sys.executable, "-m", "benchmarks.shop_import", noun, str(folder / f"{noun}.csv")]
        taken = [
            subprocess.run(arguments, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
            for _ in range(1 + (noun == "orders"))
        ]
    first, again = [[float(part) for part in each.stdout.split()[-3:]] for each in taken]
    with psycopg.connect(url, autocommit=True) as database:
        made, bare = database.execute("select count(*) from shop_order").fetchone(), bare_seconds(database)
    assert made == (count,)
    row(f"orders imported, {count:,}", count / first[0], "/s", limit=count / bare, limit_name="bare COPY")
    row("  with lines and payments: rows", count * (2 + LINES) / first[0], "/s")
    row("  memory that it took beyond the start, at most", first[2] - first[1], "MB")
    row("  the same file again, which changes nothing", count / again[0], "/s")


def write(path: Path, noun: str, count: int) -> None:
    """The file of `noun` for a shop of `count` orders: each customer bought ten, each order has two lines."""
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADS[noun])
        lines.writerows(rows_of(noun, count))


def rows_of(noun: str, count: int):
    if noun == "products":
        for n in range(200):
            for size in "SML":
                yield [f"p{n}", f"Jumper {n}", f"p{n}-{size}", f"size={size}", "49.90", "EUR", 100_000]
    elif noun == "customers":
        for n in range(max(count // 10, 1)):
            yield [f"c{n}@bench.example", f"Customer {n}", "DE", f"m{n}", "card", "EUR"]
    else:
        for n in range(count):
            buyer = n % max(count // 10, 1)
            for line, size in enumerate("SM"[:LINES]):
                yield [
                    f"o{n}", f"c{buyer}@bench.example", "delivered", "EUR", "2026-03-01T10:00:00Z",
                    f"p{n % 200}-{size}", f"Jumper {n % 200}", f"size={size}", 1, "49.90", "1 Quay", "Kiel", "DE",
                    f"m{buyer}", "" if line else "99.80",
                ]  # fmt: skip


def bare_seconds(database: psycopg.Connection) -> float:
    """Seconds to copy the same rows into tables with the same indexes."""
    taken = 0.0
    for table in TABLES:
        with database.cursor().copy(f"copy {table} to stdout") as copy:
            rows = b"".join(bytes(part) for part in copy)
        database.execute(f"create table bare_{table} (like {table} including all)")
        begun = time.perf_counter()
        with database.cursor().copy(f"copy bare_{table} from stdin") as copy:
            copy.write(rows)
        taken += time.perf_counter() - begun
    return taken


def load(noun: str, path: str) -> None:
    """In a process of its own: prints seconds, and the memory before and at most, in MB."""
    import django

    django.setup()
    from shopbell.shop.feed.load import load_csv

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    load_csv(noun, path)
    taken = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(taken, before / 1024, most / 1024)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shopbell.settings")
        load(*sys.argv[1:])
    else:
        main()
