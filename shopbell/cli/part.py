"""A part of the running desk: pages and sockets, jobs, mail. Each lives in threads of its own."""

import logging
import threading
from collections.abc import Callable
from time import monotonic

log = logging.getLogger(__name__)
STOP_SECONDS = 12  # for all parts together


class Part:
    """Something that runs from `start` to `stop`; one that ends by itself calls `on_death`."""

    name = "part"
    on_death: Callable[[str], None] = staticmethod(log.error)

    def start(self) -> None:
        """Begin and return when it works."""
        raise NotImplementedError

    def stop(self) -> None:
        """End what was begun; called once, and in a bounded time."""
        raise NotImplementedError


def stop_all(parts: list[Part]) -> None:
    """Stop the parts side by side and give them a bounded time together."""
    threads = [
        threading.Thread(target=stop_one, args=[part], name=f"stop-{part.name}", daemon=True)
        for part in parts
    ]
    for thread in threads:
        thread.start()
    until = monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(0, until - monotonic()))


def stop_one(part: Part) -> None:
    try:
        part.stop()
    except Exception:
        log.exception("Stopping %s failed.", part.name)
