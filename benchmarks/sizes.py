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
    scripts = [FRONT / name for name in ("desk.js", "desk.css")]
    page, words = pages_kb()
    row("widget: scripts and styles", gzipped_kb(loader, *frame), "kB", limit=15, limit_name="goal")
    row(
        "widget: with the frame's page", gzipped_kb(loader, *frame) + words, "kB", limit=15, limit_name="goal"
    )
    row("console: scripts and styles", gzipped_kb(*scripts), "kB", limit=120, limit_name="goal")
    row("console: first page in all", gzipped_kb(*scripts) + page, "kB", limit=150, limit_name="goal")


def pages_kb() -> tuple[float, float]:
    """The HTML of the console's first page, as an admin of the demo shop sees it, and of the widget's frame."""
    from benchmarks.browser import signed_in
    from benchmarks.desk import running_desk

    with running_desk() as desk:
        http = signed_in(desk)
        key = (
            desk.database().execute("select public_key from channels_inbox where channel = 'chat'").fetchone()
        )
        assert key, "the demo shop has no chat"
        pages = [
            http.get(address, headers={"Accept-Encoding": "identity"}, follow_redirects=True)
            for address in ("/desk/", f"/chat/{key[0]}/?from={desk.url}")
        ]
    assert all(re.search(r"<html", page.text) for page in pages), "the desk did not answer with a page"
    console, frame = (len(gzip.compress(page.content, 9)) / 1000 for page in pages)
    return console, frame


if __name__ == "__main__":
    main()
