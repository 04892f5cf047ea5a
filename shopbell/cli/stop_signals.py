"""Ctrl-C, SIGTERM and a closed terminal: each means "stop all of it cleanly".

While the desk is being made ready a signal interrupts at once; while it serves, the
signal only rings a bell, and what runs is stopped in order. A second Ctrl-C, a moment
later, does not wait. Under nohup a closed terminal is meant to change nothing.

The bell is a pipe: a handler runs in the middle of whatever the main thread does, and
one that took a lock (as `threading.Event` does) could wait for itself for ever.
"""

import os
import signal
import time
from contextlib import suppress
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECOND_THOUGHT_SECONDS = 1.0  # a terminal that closes sends several signals in one breath


class StopSignals:
    def __init__(self) -> None:
        self.is_serving = False
        self._has_rung, self._rang_at = False, 0.0
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> "StopSignals":
        self._ear, self._bell = os.pipe()
        os.set_blocking(self._bell, False)
        # The system may hand a signal to any thread: this wakes the main one all the same.
        self._woken_before = signal.set_wakeup_fd(self._bell, warn_on_full_buffer=False)
        for number in STOPPING:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._answer)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        signal.set_wakeup_fd(self._woken_before)
        os.close(self._ear)
        os.close(self._bell)

    def wait(self) -> None:
        """Return when a signal asked to stop, or `ring` was called."""
        while not self._has_rung:
            os.read(self._ear, 1)

    def ring(self) -> None:
        """Ask to stop, from any thread."""
        self._has_rung = True
        with suppress(OSError):  # somebody was quicker, and the bell is taken down
            os.write(self._bell, b"!")

    def _answer(self, number: int, frame: FrameType | None) -> None:
        if self._has_rung:
            if number == signal.SIGINT and time.monotonic() - self._rang_at > SECOND_THOUGHT_SECONDS:
                os._exit(130)  # the kernel tells PostgreSQL, which stops on its own
            return
        self._has_rung, self._rang_at = True, time.monotonic()
        if not self.is_serving:
            raise KeyboardInterrupt
