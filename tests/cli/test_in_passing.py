"""What makes a desk ready is done by a process that ends with it."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shopbell.cli.in_passing import in_passing
from shopbell.core.embedded_postgres import CannotStart
from tests.accounts_of_the_machine import ROOT
from tests.core.embedded_postgres.servers import wait_until
from tests.running_desk import environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is it a process of its own")


def test_it_is_done_when_the_call_returns_and_leaves_nothing_in_our_memory(tmp_path):
    done, held = tmp_path / "done", []

    def work():
        held.append("much")
        time.sleep(0.1)
        done.touch()

    in_passing(work)

    assert done.exists() and held == []


def test_a_sentence_about_what_is_wrong_arrives(tmp_path):
    def work():
        raise CannotStart("This data folder holds the demo shop — ‘name’ another.")

    with pytest.raises(CannotStart, match="holds the demo shop — ‘name’ another"):
        in_passing(work)


def test_a_full_disk_is_said_as_such(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOPBELL_DATA", str(tmp_path))

    def work():
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(CannotStart, match="disk"):
        in_passing(work)


@pytest.mark.parametrize("end", [lambda: 1 / 0, lambda: os.kill(os.getpid(), signal.SIGKILL)])
def test_a_desk_that_could_not_be_made_ready_does_not_start(end):
    with pytest.raises(CannotStart, match="see the lines above"):
        in_passing(end)


SLOW = """
import os, signal, time
from pathlib import Path
from shopbell.cli.in_passing import in_passing

def work():
    Path({path!r}).write_text(str(os.getpid()))
    time.sleep(600)

signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background passes on that it is ignored
in_passing(work)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_it_ends_with_a_desk_that_ends(tmp_path, number):
    path = tmp_path / "child"
    code = SLOW.format(path=str(path))
    more = {"DJANGO_SETTINGS_MODULE": "shopbell.settings", "SHOPBELL_DATA": str(tmp_path)}
    desk = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment(**more))
    wait_until(lambda: path.exists() and path.read_text(), "the process has begun")

    desk.send_signal(number)
    desk.wait()

    wait_until(lambda: not Path(f"/proc/{path.read_text()}").exists(), "the process ends")
