"""Words for the person at the terminal: plain lines, sent at once, that never break on a missing locale."""

import sys


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
