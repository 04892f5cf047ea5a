"""The desk's database, ready for a command: found or started, then Django, then migrated."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from shopbell.core import embedded_postgres
from shopbell.core.embedded_postgres import CannotStart
from shopbell.core.setting import read

from .terminal import note


def data_folder() -> Path:
    return Path(read("SHOPBELL_DATA")).absolute()


@contextmanager
def database(say: Callable[[str], None] = note, *, alone: bool = False) -> Iterator[str]:
    """DATABASE_URL, or the embedded server of the data folder: the running one, else one for this block.

    `alone` refuses to share the data folder with another process.
    """
    given = read("DATABASE_URL")
    with (
        nullcontext(given)
        if given
        else embedded_postgres.available(data_folder(), say, alone=alone) as address
    ):
        os.environ["DATABASE_URL"] = address
        yield address


def refuse_second_copy() -> None:
    """CannotStart when a desk runs on this data folder: a clearer answer than that its port is taken."""
    data = data_folder()
    if (data / "lock").exists():
        with embedded_postgres.sentences_about(data):
            lock = embedded_postgres.Lock(data)
            lock.take()
            lock.release()


def refuse_no_desk() -> None:
    """CannotStart when the data folder holds no desk: for commands that look at one and must not make one.

    A folder that is closed to this account may hold one; whoever opens the database says what is wrong.
    """
    data = data_folder()
    is_there = os.path.isdir(data) and (
        bool(read("DATABASE_URL")) or not os.access(data, os.X_OK) or os.path.lexists(data / "postgres")
    )
    if not is_there:
        raise CannotStart(f"There is no desk in {data}: name its data folder with --data.")


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded in this block stays to the end: the collector, a quarter of the time otherwise, is not asked."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def set_up_django() -> None:
    import django

    with loading():
        django.setup()


@contextmanager
def desk(say: Callable[[str], None] = note) -> Iterator[None]:
    """A migrated database and Django on it: what a command that reads or writes the desk needs."""
    from .migrate import migrate

    with database(say):
        set_up_django()
        migrate(say)
        yield
