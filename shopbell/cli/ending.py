"""How a process of ours ends: its connections are closed, then it is gone, whatever still hangs in a thread."""

import logging
import os
import sys
from contextlib import suppress
from typing import NoReturn


def close_pools() -> None:
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    for connection in connections.all(initialized_only=True):
        assert isinstance(connection, DatabaseWrapper)
        connection.close()
        connection.close_pool()


def leave(code: int) -> NoReturn:
    """End the process at once: what had to be closed is closed, and a thread that hangs must not keep us."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
