import os
import signal
import urllib.error
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from tests.core.embedded_postgres.servers import wait_until
from tests.running_desk import Desk, database_processes, environment, free_port, get


@contextmanager
def role(*words, env):
    """A role in a process of its own, up; it must stop cleanly."""
    desk = Desk(*words, env=env)
    try:
        yield desk
    finally:
        code = desk.stop()
    assert code == 0, desk.said
    assert "Traceback" not in desk.said


@pytest.fixture
def fresh_database():
    """The address of an empty database on the server of the tests."""
    address = os.environ["DATABASE_URL"]
    name = f"roles_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    scheme, rest = address.split("@", 1)
    place, question, options = rest.partition("?")
    yield f"{scheme}@{place.rsplit('/', 1)[0]}/{name}{question}{options}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


def test_roles_that_start_together_migrate_once_and_serve_side_by_side(fresh_database, tmp_path):
    env = environment(DATABASE_URL=fresh_database, SHOPBELL_DATA=str(tmp_path / "data"))
    web, second_web, live = free_port(), free_port(), free_port()
    roles = [
        ("web", "--port", web), ("web", "--port", second_web), ("live", "--port", live),
        ("worker",), ("worker", "--threads", 1), ("mail",),
    ]  # fmt: skip
    with ExitStack() as running:
        desks = [running.enter_context(role(*words, env=env)) for words in roles]
        for desk, words in zip(
            desks, ["Pages are", "Pages are", "Sockets are", "Working", "Working", "Taking"], strict=True
        ):
            desk.wait_for(words)
        assert get(web) == get(second_web) == 200
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(live, "/desk/")
        assert sum("Bringing the database up to date" in desk.said for desk in desks) == 1
        with psycopg.connect(fresh_database) as connection:
            wait_until(
                lambda: connection.execute("select count(*) from procrastinate_workers").fetchone() == (2,),
                "both workers are registered",
            )
            connection.rollback()


def test_roles_join_the_embedded_server_of_a_running_desk(start, port, desk_folder):
    desk = start().wait_for("is open at")
    env, second = environment(), free_port()
    with (
        role("web", "--data", desk_folder, "--port", second, env=env) as web,
        role("worker", "--data", desk_folder, env=env) as worker,
    ):
        web.wait_for("Pages are")
        worker.wait_for("Working")
        assert get(second) == 200
    assert get(port) == 200
    assert desk.stop() == 0


def test_a_role_alone_brings_the_embedded_server_up_and_down(desk_folder):
    with role("worker", "--data", desk_folder, env=environment()) as worker:
        worker.wait_for("Working")
        assert database_processes(desk_folder)
    assert database_processes(desk_folder) == []


def test_a_killed_role_takes_none_of_the_others_with_it(start, port, desk_folder):
    desk = start().wait_for("is open at")
    worker = Desk("worker", "--data", desk_folder).wait_for("Working")
    worker.process.send_signal(signal.SIGKILL)
    worker.wait()
    assert get(port) == 200
    assert desk.stop() == 0


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path):
    env = environment(DATABASE_URL=f"postgres://a:b@127.0.0.1:{free_port()}/c", SHOPBELL_DATA=str(tmp_path))
    worker = Desk("worker", env=env)
    assert worker.wait() == 1
    assert "shopbell: The database at DATABASE_URL does not answer: " in worker.said
    assert "Traceback" not in worker.said
