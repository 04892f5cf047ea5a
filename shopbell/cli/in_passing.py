"""What makes a desk ready, done in a process that ends with it, so that its memory goes back to the system.

Bringing the database up to date reads the whole history of the tables, and filling in the demo shop holds ninety
days of tickets: more than a desk at rest needs. Python seldom gives back what it once had, and a process that is
forked later (`backstage.py`) would have it too.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from shopbell.core.embedded_postgres import CannotStart
from shopbell.core.embedded_postgres.cannot_start import no_space

from .desk import data_folder
from .disk import ran_full
from .ending import close_pools, leave
from .stop_signals import STOPPING

log = logging.getLogger(__name__)


def in_passing(work: Callable[[], None]) -> None:
    """Have `work` done, and return when it is. Raises CannotStart when it could not be."""
    if sys.platform != "linux":  # where forking is not safe for a program with threads
        work()
        return
    close_pools()  # a connection belongs to the process that opened it
    alive, us = os.pipe()
    ear, mouth = os.pipe()
    child = os.fork()
    if not child:
        os.close(us)
        os.close(ear)
        _do(work, alive, mouth)
    os.close(alive)
    os.close(mouth)
    try:
        with open(ear, "rb") as said:
            why = said.read().decode()
    except BaseException:  # asked to stop; the database takes back what is half done
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
        os.close(us)
    if status:
        why = "Making the desk ready failed: see the lines above."
    if why:
        raise CannotStart(why)


def _do(work: Callable[[], None], alive: int, mouth: int) -> NoReturn:
    """The other process, from its first breath to its end. It ends with the desk that is killed."""
    signal.set_wakeup_fd(-1)
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=lambda: (os.read(alive, 1), os._exit(1)), name="desk", daemon=True).start()
    code = 1
    try:
        why = _why_not(work)
        close_pools()
        os.write(mouth, why.encode())
        code = 0
    except Exception:
        log.exception("Making the desk ready failed.")
    finally:
        leave(code)


def _why_not(work: Callable[[], None]) -> str:
    """Do it; a sentence when that cannot be."""
    try:
        work()
    except CannotStart as sentence:
        return str(sentence)
    except Exception as error:
        if not ran_full(error, data_folder()):
            raise
        return str(no_space(data_folder()))
    return ""
