"""Words for the person at the terminal: plain lines, sent at once, that never break on a missing locale."""

import sys
import time


def say(text: str = "") -> None:
    """A line of progress or result on standard output."""
    write(sys.stdout, text)


def note(text: str) -> None:
    """A line about what is going on, on standard error: standard output is for results."""
    write(sys.stderr, text)


def complain(text: str) -> None:
    """Why it does not work, on standard error."""
    write(sys.stderr, f"shopbell: {text}")


def write(stream, text: str) -> None:
    encoding = stream.encoding or "ascii"
    try:
        stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
        stream.flush()
    except (OSError, ValueError):  # the terminal was closed; that stops nobody
        pass


class Progress:
    """A line about how far something long is, every few seconds: `Progress("{:,} files kept.").at(1200)`."""

    SECONDS = 5

    def __init__(self, line: str):
        self._line, self._said_at = line, time.monotonic()

    def at(self, count: int) -> None:
        if time.monotonic() - self._said_at > self.SECONDS:
            self._said_at = time.monotonic()
            note(self._line.format(count))
