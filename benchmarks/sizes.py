"""Bytes of the widget and of the console's first page, gzipped, beside the goals of the house."""

import gzip
import re
from pathlib import Path

from benchmarks.desk import ROOT, row

FRONT = ROOT / "build" / "front"


def gzipped_kb(*paths: Path) -> float:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths) / 1000


def main() -> None:
    widget = FRONT / "widget"
    loader, frame = widget / "loader.js", sorted(widget.glob("frame.*s"))
    row("widget loader", gzipped_kb(loader), "kB", limit=3, limit_name="goal")
    row("whole widget", gzipped_kb(loader, *frame), "kB", limit=15, limit_name="goal")
    scripts = [FRONT / name for name in ("desk.js", "desk.css")]
    page = console_page_kb()
    row("console: scripts and styles", gzipped_kb(*scripts), "kB", limit=120, limit_name="goal")
    row("console: first page in all", gzipped_kb(*scripts) + page, "kB", limit=150, limit_name="goal")


def console_page_kb() -> float:
    """The HTML of the first page as an admin of the demo shop sees it."""
    from benchmarks.browser import signed_in
    from benchmarks.desk import running_desk

    with running_desk() as desk:
        answer = signed_in(desk).get("/desk/", headers={"Accept-Encoding": "identity"}, follow_redirects=True)
    assert re.search(r"<html", answer.text), "the console did not answer with a page"
    return len(gzip.compress(answer.content, 9)) / 1000


if __name__ == "__main__":
    main()
