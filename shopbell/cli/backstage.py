"""Jobs and mail beside the pages, in a process of their own: they never hold Python's lock while a page waits for it.

The process is forked from the desk that is ready to serve, so it shares the memory of all that was loaded. It stops
when the desk says so, and ends at once when the desk has died: a pipe between the two tells.
"""

import gc
import logging
import os
import signal
import socket
import sys
import threading
from contextlib import suppress

from shopbell.core.embedded_postgres import CannotStart

from .desk import loading
from .ending import close_pools, leave
from .part import STOP_SECONDS, Part, stop_all
from .stop_signals import STOPPING
from .terminal import complain

log = logging.getLogger(__name__)
READY, STOP = "ready\n", b"s"


class Backstage(Part):
    name = "jobs and mail"

    def __init__(self, parts: list[Part], *, not_ours: socket.socket):
        """`parts` live in the other process, which lets go of the socket that is `not_ours`."""
        self._parts, self._not_ours = parts, not_ours
        self._is_stopping = False

    def start(self) -> None:
        with loading():
            load()
        close_pools()  # a connection belongs to the process that opened it
        gc.collect()
        gc.freeze()  # what is loaded stays shared: the collector writes into what it looks at
        heard, self._tell = os.pipe()
        ready, say_ready = os.pipe()
        self._pid = os.fork()
        if not self._pid:
            os.close(self._tell)
            os.close(ready)
            self._live(heard, say_ready)
        os.close(heard)
        os.close(say_ready)
        with open(ready, "rb") as said:
            why = said.readline().decode()
        self._waiter = threading.Thread(target=self._wait, name=self.name, daemon=True)
        self._waiter.start()
        if why != READY:
            self._is_stopping = True
            raise CannotStart(
                why.strip() or f"{self.name.capitalize()} ended while starting: see the lines above."
            )

    def stop(self) -> None:
        self._is_stopping = True
        with suppress(OSError):  # it has ended already
            os.write(self._tell, STOP)
        self._waiter.join(STOP_SECONDS - 1)
        if self._waiter.is_alive():
            os.kill(self._pid, signal.SIGKILL)

    def _wait(self) -> None:
        os.waitpid(self._pid, 0)
        if not self._is_stopping:
            self.on_death(
                "The part that works on jobs and mail ended by itself; the desk stops, start it again."
            )

    def _live(self, heard: int, say_ready: int) -> None:
        """The other process, from its first breath to its end."""
        signal.set_wakeup_fd(-1)
        for number in STOPPING:  # a terminal tells everybody; this one goes by the desk, which stops in order
            signal.signal(number, signal.SIG_IGN)
        self._not_ours.close()
        deaths: list[str] = []
        bell, ring = os.pipe()

        def on_death(why: str) -> None:
            deaths.append(why)
            os.write(ring, b"!")

        def listen() -> None:
            if os.read(heard, 1) != STOP:
                os._exit(1)  # the desk was killed, and its database with it
            os.write(ring, b"!")

        threading.Thread(target=listen, name="desk", daemon=True).start()
        running: list[Part] = []
        try:
            for part in self._parts:
                part.on_death = on_death
                part.start()
                running.append(part)
            os.write(say_ready, READY.encode())
            os.read(bell, 1)
        except CannotStart as error:
            os.write(say_ready, str(error).encode())
        except Exception:
            log.exception("Starting %s failed.", self.name)
        stop_all(running)
        close_pools()
        for why in deaths:
            complain(why)
        leave(1 if deaths else 0)


def load() -> None:
    """Load what both processes need, so that it is in memory once."""
    from django.urls import get_resolver
    from procrastinate.contrib.django import app

    import shopbell.asgi  # noqa: F401

    assert get_resolver().url_patterns
    app.perform_import_paths()


def apart(parts: list[Part], *, not_ours: socket.socket) -> list[Part]:
    """The parts in a process of their own; where forking is not safe for a program with threads, they stay in ours."""
    return [Backstage(parts, not_ours=not_ours)] if sys.platform == "linux" else parts
