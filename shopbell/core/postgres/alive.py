"""Whether a connection that lay in a pool is still alive, asked of the system instead of the database.

The libraries ask the database with an empty statement: a trip there and back for every page, and three for every job.
A server that stopped, died or hung up has closed its end, and the system says so at once. So only where something
waits to be read the database is asked, which also takes in what waits: a notice, or the news of a setting. A server
that went without a word is known as gone after a minute, since the system asks on idle connections too (settings.py).
"""

import select
from typing import Any

from psycopg import Connection
from psycopg_pool import AsyncConnectionPool, ConnectionPool


def check_alive(connection: Connection[Any]) -> None:
    """Return quietly if the connection works, raise otherwise; for `check` of a pool."""
    if not is_quiet(connection.pgconn.socket):
        ConnectionPool.check_connection(connection)


async def check_alive_async(connection: Any) -> None:
    """The same for a pool of asyncio."""
    if not is_quiet(connection.pgconn.socket):
        await AsyncConnectionPool.check_connection(connection)


def is_quiet(socket: int) -> bool:
    """Whether nothing was sent and nobody hung up at the other end."""
    look = select.poll()  # not `select`, which knows the first thousand files only
    look.register(socket, select.POLLIN)
    return not look.poll(0)
