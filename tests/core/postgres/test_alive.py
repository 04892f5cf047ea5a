import asyncio
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.utils import connector_params
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from shopbell.core.bus import address
from shopbell.core.postgres.alive import check_alive, check_alive_async, is_quiet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pool() -> Iterator[ConnectionPool]:
    with ConnectionPool(address(), min_size=1, max_size=1, check=check_alive) as pool:
        yield pool


def hang_up(pid: int) -> None:
    """End that connection at the server's side, and wait until it is done."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 10000)", [pid])
        assert cursor.fetchone() == (True,)


def test_a_connection_that_the_server_ended_is_not_lent_again(pool):
    with pool.connection() as line:
        pid = line.info.backend_pid
    hang_up(pid)
    with pool.connection() as line:
        assert line.info.backend_pid != pid
        assert line.execute("select 1").fetchone() == (1,)


def test_a_connection_that_the_server_ended_is_not_lent_to_a_job_again():
    async def lend_twice() -> tuple[int, int]:
        async with AsyncConnectionPool(
            address(), min_size=1, max_size=1, check=check_alive_async, open=False
        ) as pool:
            async with pool.connection() as line:
                first = line.info.backend_pid
            await asyncio.to_thread(hang_up, first)
            async with pool.connection() as line:
                await line.execute("select 1")
                return first, line.info.backend_pid

    first, second = asyncio.run(lend_twice())
    assert first != second


def test_a_connection_with_news_of_the_server_is_kept(pool):
    with pool.connection() as line:
        pid = line.info.backend_pid
        line.execute("listen bell")
    with connection.cursor() as cursor:
        cursor.execute("notify bell")
    with pool.connection() as line:
        assert line.info.backend_pid == pid


def test_the_database_is_not_asked_about_a_connection_that_is_quiet(pool, monkeypatch):
    monkeypatch.setattr(psycopg.Connection, "execute", lambda *_: pytest.fail("it was asked"))
    with pool.connection() as line:
        assert is_quiet(line.pgconn.socket)


def test_the_pages_and_the_jobs_look_at_their_connections_so():
    from shopbell.cli.jobs import _pool

    assert connection.pool._check is check_alive
    assert _pool(open=False)._check is check_alive_async


def test_the_system_notices_a_server_that_went_without_a_word():
    connection.ensure_connection()
    for told in (
        connection.connection.info.get_parameters(),
        connector_params(),
        conninfo_to_dict(address()),
    ):
        asked = [str(told[f"keepalives_{name}"]) for name in ("idle", "interval", "count")]
        assert (asked, str(told["tcp_user_timeout"])) == (["30", "10", "3"], "60000")
