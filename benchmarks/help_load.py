"""Pages of the help centre, whole and asked about anew, a second, beside a bare Django view of the same bytes.

All are asked in turns, so that what else the machine does slows each alike. An article is also asked for by a browser
that says that it is one, whose every reading is counted; here all of them come from one address of this machine, and
are counted in one row.
"""

import asyncio
import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.desk import ROOT, free_port, row, running_desk, wait_for

SECONDS, CONNECTIONS, TURNS = 4.0, 8, 4
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
BARE = """
import os, sys
from pathlib import Path
import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(SECRET_KEY="bench", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[])
BYTES = Path(os.environ["PAGE"]).read_bytes()
def page(request):
    return HttpResponse(BYTES, headers={"Content-Length": len(BYTES)})
urlpatterns = [path("", page)]
app = get_asgi_application()
"""


async def _ask(url: str, headers: dict[str, str], until: float) -> int:
    """Requests answered over one connection until the clock says `until`."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    lines = [
        f"GET {where.path}{'?' * bool(where.query)}{where.query} HTTP/1.1",
        f"Host: {where.netloc}",
        *(f"{k}: {v}" for k, v in headers.items()),
    ]
    request, count = ("\r\n".join(lines) + "\r\n\r\n").encode(), 0
    while time.perf_counter() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        if status not in (200, 304):
            raise RuntimeError(f"{url} answered {status}")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if length and status == 200:
            await reader.readexactly(int(length[1]))
        count += 1
    writer.close()
    return count


async def _load(url: str, headers: dict[str, str]) -> float:
    await _ask(url, headers, time.perf_counter() + 0.3)  # warm
    begun = time.perf_counter()
    counts = await asyncio.gather(*(_ask(url, headers, begun + SECONDS / TURNS) for _ in range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - begun)


def in_turns(asked: dict[str, tuple[str, dict[str, str]]]) -> dict[str, float]:
    """Of each address and headers, by name: how many are answered in a second."""
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for _turn in range(TURNS):
        for name, (url, headers) in asked.items():
            rates[name].append(asyncio.run(_load(url, headers)))
    return {name: statistics.fmean(each) for name, each in rates.items()}


@contextlib.contextmanager
def bare_view(page: bytes) -> Iterator[str]:
    """The address of a view that answers `page`: Django without anything, on the same server program."""
    with tempfile.TemporaryDirectory(prefix="shopbell-bench-") as folder:
        (Path(folder) / "bare.py").write_text(BARE)
        (Path(folder) / "page").write_bytes(page)
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "--log-level=error", "--no-access-log", f"--port={port}", "bare:app"],
            cwd=folder, env=os.environ | {"PAGE": str(Path(folder) / "page"), "PYTHONPATH": f"{folder}:{ROOT}"},
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/", process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(10)


def main() -> None:
    with running_desk() as desk:
        start = f"{desk.url}/help/en/"
        home = urllib.request.urlopen(start).read().decode()  # noqa: S310
        topic = re.search(r'href="(/help/en/topics/[^"]+)"', home)[1]
        article = re.search(r'href="(/help/en/articles/[^"]+)"', home)[1]
        pages = {"home": start, "topic": desk.url + topic, "article": desk.url + article,
                 "sitemap": f"{desk.url}/help/sitemap.xml"}  # fmt: skip
        for name, url in pages.items():
            with urllib.request.urlopen(url) as answer:  # noqa: S310
                body, tag = answer.read(), answer.headers["ETag"]
            with bare_view(body) as bare:
                _tell(name, url, bare, tag, len(body))


def _tell(name: str, url: str, bare: str, tag: str | None, size_bytes: int) -> None:
    asked = {"bare": (bare, {}), "whole": (url, {})}
    if tag:
        asked["asked about anew"] = (url, {"If-None-Match": tag})
    if name == "article":
        asked["whole, counted"] = (url, BROWSER)
        asked["asked about anew, counted"] = (url, BROWSER | {"If-None-Match": str(tag)})
    rates = in_turns(asked)
    limit = {
        "limit": rates.pop("bare"),
        "limit_name": f"a bare Django view of its {size_bytes / 1024:.0f} kB",
    }
    for what, rate in rates.items():
        row(f"{name}, {what}", rate, "req/s", **limit)


if __name__ == "__main__":
    main()
