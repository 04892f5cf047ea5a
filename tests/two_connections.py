"""Two who do something at the same moment, each on a connection to the database of their own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

PATIENCE_SECONDS = 30


class Other:
    """`act` in a thread; `wait_until_held_up` returns when it waits for a lock that somebody else holds."""

    def __init__(self, act: Callable[..., Any], *args: Any, **more: Any):
        self.result: Any = None
        self._pid = 0
        self._thread = threading.Thread(target=self._run, args=[lambda: act(*args, **more)])
        self._thread.start()

    def _run(self, act: Callable[[], Any]) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                (self._pid,) = cursor.fetchone()
            self.result = act()
        except Exception as error:
            self.result = error
        finally:
            connection.close()

    def wait_until_held_up(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._is_held_up():
            assert self._thread.is_alive(), f"nothing held it up: {self.result!r}"
            assert time.monotonic() < until
            time.sleep(0.02)

    def _is_held_up(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("select cardinality(pg_blocking_pids(%s)) > 0", [self._pid])
            return cursor.fetchone()[0]

    def outcome(self) -> Any:
        """What it returned, or the exception it ended with."""
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()
        return self.result


@contextmanager
def held_up_by_us(act: Callable[..., Any], *args: Any, **more: Any) -> Iterator[list[Other]]:
    """A transaction of ours; at its end, `act` of somebody else waits for it, and goes on once it is committed."""
    others: list[Other] = []
    with transaction.atomic():
        yield others
        others.append(Other(act, *args, **more))
        others[0].wait_until_held_up()
