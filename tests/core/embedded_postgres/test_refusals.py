import subprocess

import psycopg
import pytest

from shopbell.core import embedded_postgres
from shopbell.core.embedded_postgres import CannotStart, Server
from tests.accounts_of_the_machine import account, environment, only_root, open_python
from tests.core.embedded_postgres.servers import ask


def test_files_of_another_major_version_are_refused_with_what_to_do(data):
    with Server(data, durable=False):
        pass
    ((data / "postgres") / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStart, match=r"is of PostgreSQL 17 and this Shopbell brings 18: .*pg_dump"):
        Server(data).start()


def test_a_lost_password_is_named(data):
    with Server(data, durable=False):
        pass
    (data / "secrets" / "postgres-password").unlink()
    with pytest.raises(CannotStart, match=r"does not accept the password in .*put that file back"):
        Server(data, durable=False).start()


def test_a_link_into_nothing_is_not_taken_for_a_new_database(data):
    data.mkdir(mode=0o711)
    (data / "postgres").symlink_to(data / "gone")
    with pytest.raises(CannotStart, match="gone.*put it back from a backup"):
        Server(data).start()


def test_a_data_folder_that_is_a_file_is_refused_with_one_sentence(home):
    (home / "data").write_text("")
    with pytest.raises(CannotStart, match="cannot be written .*--data"):
        Server(home / "data").start()


@only_root
def test_a_data_folder_of_somebody_else_is_refused_with_one_sentence(home):
    (home / "data").mkdir(mode=0o700)
    code = (
        "import sys; from pathlib import Path; from shopbell.core.embedded_postgres import *\n"
        "try: Server(Path(sys.argv[1])).start()\n"
        "except CannotStart as sentence: print(sentence)"
    )
    words = account() | {"capture_output": True, "text": True}
    tried = subprocess.run([open_python(), "-c", code, str(home / "data")], env=environment(), **words)
    assert "cannot be written" in tried.stdout, tried


@only_root
def test_a_disk_too_small_for_a_database_is_refused_with_one_sentence(small_disk):
    with pytest.raises(CannotStart, match="has only .* MB left.*free some space"):
        Server(small_disk / "data").start()


@only_root
@pytest.mark.parametrize("left_mb", [0, 1, 5, 20])
def test_a_disk_that_runs_full_while_the_database_is_made_gives_one_sentence(
    small_disk, left_mb, monkeypatch
):
    monkeypatch.setattr(embedded_postgres.folder, "LEAST_FREE_MB", 0)
    (small_disk / "ballast").write_bytes(bytes((60 - left_mb) * 2**20 - (2**16 if left_mb else 0)))
    with pytest.raises(CannotStart, match="is full: free some space"):
        Server(small_disk / "data").start()
    (small_disk / "ballast").unlink()
    with Server(small_disk / "data") as running:
        assert ask(running.url, "select 1") == (1,)


@only_root
def test_a_full_disk_at_a_later_start_gives_one_sentence_and_loses_nothing(small_disk, monkeypatch):
    monkeypatch.setattr(embedded_postgres.folder, "LEAST_FREE_MB", 0)
    with Server(small_disk / "data") as running, psycopg.connect(running.url) as connection:
        connection.execute("create table parcel as select 'late' as word")
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(4096))
    with pytest.raises(CannotStart, match="is full: free some space"):
        Server(small_disk / "data").start()
    ballast.unlink()
    with Server(small_disk / "data") as running:
        assert ask(running.url, "select word from parcel") == ("late",)


@only_root
def test_an_account_that_the_machine_does_not_know_gets_one_sentence(home):
    home.chmod(0o777)
    code = (
        "import sys; from pathlib import Path; from shopbell.core.embedded_postgres import *\n"
        "try: Server(Path(sys.argv[1])).start()\n"
        "except CannotStart as sentence: print(sentence)"
    )
    words = account() | {"user": 54321, "group": 54321, "capture_output": True, "text": True}
    tried = subprocess.run([open_python(), "-c", code, str(home / "data")], env=environment(), **words)
    assert "54321 has no account on this machine" in tried.stdout, tried


@only_root
def test_a_machine_where_no_account_can_be_made_is_told_what_to_do(data, monkeypatch):
    def unknown(name):
        raise KeyError(name)

    monkeypatch.setattr("shopbell.core.embedded_postgres.account.pwd.getpwnam", unknown)
    monkeypatch.setattr("shopbell.core.embedded_postgres.account.shutil.which", lambda name, path: None)
    with pytest.raises(
        CannotStart, match="does not run as root.*shopbell-postgres.*start Shopbell as an ordinary user"
    ):
        Server(data).start()
