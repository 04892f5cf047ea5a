"""Ctrl-C, SIGTERM and a closed terminal: each means "stop all of it cleanly".

While the desk is being made ready a signal interrupts at once; while it serves, the
signal only rings a bell, and what runs is stopped in order. A second Ctrl-C, a moment
later, does not wait. Under nohup a closed terminal is meant to change nothing.
"""

import os
import signal
import threading
import time
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECOND_THOUGHT_SECONDS = 1.0  # a terminal that closes sends several signals in one breath


class StopSignals:
    def __init__(self) -> None:
        self.rang = threading.Event()
        self.is_serving = False
        self._rang_at = 0.0
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> "StopSignals":
        for number in STOPPING:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._answer)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _answer(self, number: int, frame: FrameType | None) -> None:
        if self.rang.is_set():
            if number == signal.SIGINT and time.monotonic() - self._rang_at > SECOND_THOUGHT_SECONDS:
                os._exit(130)  # the kernel tells PostgreSQL, which stops on its own
            return
        self._rang_at = time.monotonic()
        self.rang.set()
        if not self.is_serving:
            raise KeyboardInterrupt
