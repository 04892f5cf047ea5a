import os
import signal
import subprocess
import sys
import threading

from shopbell.cli.stop_signals import StopSignals
from tests.accounts_of_the_machine import ROOT

STORM = """
import signal
from shopbell.cli.stop_signals import StopSignals
for number in range(20_000):
    with StopSignals() as signals:
        signals.is_serving = True
        signal.signal(signal.SIGALRM, signals._answer)
        signal.setitimer(signal.ITIMER_REAL, 1e-6 + number % 200 * 5e-7)
        signals.wait()
"""


def test_a_signal_at_any_moment_of_the_wait_ends_it():
    """A handler that takes a lock hangs within a few hundred of these."""
    done = subprocess.run([sys.executable, "-c", STORM], timeout=60, env={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0


def test_a_signal_that_another_thread_is_given_ends_the_wait():
    code = (
        "import os, signal, threading, time\n"
        "from shopbell.cli.stop_signals import StopSignals\n"
        "with StopSignals() as signals:\n"
        "    signals.is_serving = True\n"
        "    other = threading.Thread(target=lambda: time.sleep(60), daemon=True)\n"
        "    other.start()\n"
        "    threading.Timer(0.2, signal.pthread_kill, [other.ident, signal.SIGTERM]).start()\n"
        "    signals.wait()\n"
        "os._exit(7)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], timeout=30, env={"PYTHONPATH": str(ROOT)}).returncode
        == 7
    )


def test_a_part_that_dies_ends_the_wait():
    with StopSignals() as signals:
        threading.Thread(target=signals.ring).start()
        signals.wait()


def test_handlers_are_put_back():
    before = signal.getsignal(signal.SIGTERM)
    with StopSignals():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_under_nohup_a_closed_terminal_changes_nothing():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with StopSignals():
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
