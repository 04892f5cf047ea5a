"""Jobs and mail live in a process of their own: it stops with the desk, dies with it, and never dies in silence."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.core.embedded_postgres.servers import wait_until
from tests.running_desk import get

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only on Linux are jobs a process of their own"
)


def backstage(desk) -> int:
    """The process behind the pages: the child of the desk that runs the same program."""
    command = Path(f"/proc/{desk.process.pid}/cmdline").read_bytes()
    [number] = [
        int(each)
        for each in Path(f"/proc/{desk.process.pid}/task/{desk.process.pid}/children").read_text().split()
        if Path(f"/proc/{each}/cmdline").read_bytes() == command
    ]
    return number


def opened_by(number: int) -> set[str]:
    """What the open files of a process are; one that is closed while we look is none."""
    opened = set()
    for each in Path(f"/proc/{number}/fd").iterdir():
        with suppress(FileNotFoundError):
            opened.add(os.readlink(each))
    return opened


def is_running(number: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except OSError:
        return False


def test_it_lets_go_of_the_port_of_the_pages(start):
    desk = start().wait_for("is open at")

    sockets = {each for each in opened_by(desk.process.pid) if each.startswith("socket:")}
    listening = {
        f"socket:[{line.split()[9]}]"
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    }
    assert sockets & listening and not sockets & listening & opened_by(backstage(desk))


def test_it_ends_with_a_desk_that_was_killed(start):
    desk = start().wait_for("is open at")
    number = backstage(desk)

    desk.process.kill()
    desk.wait()

    wait_until(lambda: not is_running(number), "the process behind the pages ends")


def test_a_signal_to_all_of_the_terminal_is_left_to_the_desk(start, port):
    desk = start().wait_for("is open at")
    number = backstage(desk)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(number, each)
    assert is_running(number) and get(port) == 200

    assert desk.stop() == 0
    assert not is_running(number) and "Traceback" not in desk.said


def test_when_it_dies_the_desk_stops_and_says_why(start):
    desk = start().wait_for("is open at")

    os.kill(backstage(desk), signal.SIGKILL)

    assert desk.wait() == 1
    assert "shopbell: The part that works on jobs and mail ended by itself" in desk.said
