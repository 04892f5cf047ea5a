"""Running parts of the desk until somebody says stop. All roles end here; `run` has every part, the others some."""

import argparse
import os
import sys
from collections.abc import Callable

from shopbell.core.setting import read, read_int

from .desk import database, set_up_django
from .ending import close_pools
from .in_passing import in_passing
from .migrate import migrate
from .part import Part, stop_all
from .stop_signals import StopSignals
from .terminal import complain, say

SWITCH_SECONDS = 0.0005  # measured: with the default of 5 ms the gateway's loop starves the page threads


def add_listening(parser: argparse.ArgumentParser) -> None:
    """The options of a role that listens on the port."""
    parser.add_argument("--host", help=f"address to listen on (SHOPBELL_HOST, now {read('SHOPBELL_HOST')})")
    parser.add_argument(
        "--port", type=int, help=f"port to listen on (SHOPBELL_PORT, now {read('SHOPBELL_PORT')})"
    )


def listen():
    """The bound socket of SHOPBELL_HOST and SHOPBELL_PORT; port 0 takes a free one and says so to the settings."""
    from .pages import bind

    sock = bind(read("SHOPBELL_HOST"), read_int("SHOPBELL_PORT"))
    os.environ["SHOPBELL_PORT"] = str(sock.getsockname()[1])
    return sock


def serve(
    make_parts: Callable[[], list[Part]],
    greet: Callable[[], None],
    *,
    prepare: Callable[[], None] = lambda: None,
    alone: bool = False,
) -> int:
    """Bring the desk up, start the parts, and stop them in order when a signal asks; returns the exit code.

    `prepare` is done once the database is up to date, and leaves nothing in the memory of this process.
    """

    def make_ready() -> None:
        migrate(say)
        prepare()

    sys.setswitchinterval(SWITCH_SECONDS)
    with StopSignals() as signals:
        try:
            with database(say, alone=alone):
                set_up_django()
                in_passing(make_ready)
                code = run_parts(make_parts(), signals, greet)
        except KeyboardInterrupt:  # asked to stop before it was ready
            code = 0
        say("Stopped.")  # not where it could not start: one sentence says why
        return code


def run_parts(parts: list[Part], signals: StopSignals, greet: Callable[[], None]) -> int:
    deaths: list[str] = []

    def on_death(why: str) -> None:
        deaths.append(why)
        signals.ring()

    running: list[Part] = []
    try:
        for part in parts:
            part.on_death = on_death
            part.start()
            running.append(part)
        signals.is_serving = True
        greet()
        signals.wait()
        say("Stopping.")
    finally:
        signals.is_serving = True
        stop_all(running)
        close_pools()
    for why in deaths:
        complain(why)
    return 1 if deaths else 0
