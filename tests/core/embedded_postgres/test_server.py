import os
import stat
import threading
from pathlib import Path

import psycopg
import pytest

from shopbell.core import embedded_postgres
from shopbell.core.embedded_postgres import AlreadyRunning, Server, leftover, server
from tests.accounts_of_the_machine import ROOT
from tests.core.embedded_postgres.servers import (
    PATIENCE_SECONDS,
    ask,
    postmaster,
    serve_elsewhere,
)


def test_it_is_a_postgresql_18_with_utf8_checksums_and_no_port(data):
    with Server(data, durable=False) as running:
        (found,) = ask(
            running.url,
            "select array[current_setting('server_version_num'), current_setting('server_encoding'),"
            " current_setting('data_checksums'), current_setting('listen_addresses'), current_user::text,"
            " current_database()::text, (select datlocale from pg_database where datname = current_database())]",
        )
    assert found[0].startswith("18")
    assert found[1:] == ["UTF8", "on", "", "shopbell", "shopbell", "C.UTF-8"]


def test_what_is_written_is_safe_against_a_power_cut_unless_a_test_says_otherwise(data):
    with Server(data) as running:
        assert ask(running.url, "select current_setting('fsync'), current_setting('full_page_writes')") == (
            "on",
            "on",
        )


def test_it_starts_without_home_locale_or_terminal(data):
    process = serve_elsewhere(data, env={"PYTHONPATH": str(ROOT)})
    assert ask(process.url, "select 1") == (1,)
    process.communicate("")
    assert process.returncode == 0


def test_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere(home):
    data = home / ("a-very-long-name" * 5) / "data"
    with Server(data, durable=False) as running:
        folder = Path(leftover.marks_of((data / "postgres").resolve()).socket_folder)
        assert folder.parent == Path("/tmp")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert ask(running.url, "select 1") == (1,)
        assert embedded_postgres.running_url(data) == running.url
    assert not folder.exists()


def test_a_machine_without_shared_memory_files_is_enough(data, monkeypatch):
    monkeypatch.setattr(server, "has_tiny_shm", lambda: True)
    with Server(data, durable=False) as running, psycopg.connect(running.url) as connection:
        connection.execute("set debug_parallel_query = on")
        assert connection.execute("select count(*) from pg_class").fetchone()[0] > 100
        assert connection.execute("show dynamic_shared_memory_type").fetchone() == ("mmap",)


def test_a_second_copy_is_refused_with_one_sentence(data):
    sentence = f"already runs on the data folder {data}.*process {os.getpid()}.*stop it"
    with Server(data, durable=False), pytest.raises(AlreadyRunning, match=sentence):
        Server(data).start()


def test_a_command_uses_the_server_that_runs(data):
    with Server(data, durable=False) as running, embedded_postgres.available(data) as address:
        assert address == running.url
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(running.url)


def test_commands_that_start_together_share_one_server(data):
    both_in = threading.Barrier(2)
    found = []

    def command():
        with embedded_postgres.available(data) as address:
            both_in.wait(PATIENCE_SECONDS)
            found.append((ask(address, "select pg_postmaster_start_time()"), postmaster(data)))
            both_in.wait(PATIENCE_SECONDS)

    threads = [threading.Thread(target=command) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1
