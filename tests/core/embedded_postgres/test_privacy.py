import os
import pwd
import shutil
import stat
from pathlib import Path

import psycopg
import pytest

from shopbell.core.embedded_postgres import Server, binaries, leftover
from tests.accounts_of_the_machine import account, environment, only_root, open_python, run_as_stranger
from tests.core.embedded_postgres.servers import (
    ask,
    postmaster,
    serve_elsewhere,
)


@only_root
def test_another_account_can_neither_connect_nor_read_its_files(data):
    with Server(data, durable=False):
        cluster = (data / "postgres").resolve()
        attempts = {
            "list": ("import os, sys; os.listdir(sys.argv[1])", cluster),
            "read": ("import sys; open(sys.argv[1]).read()", cluster / "PG_VERSION"),
            "password": ("import sys; open(sys.argv[1]).read()", data / "secrets" / "postgres-password"),
            "log": ("import sys; open(sys.argv[1]).read()", data / "postgres.log"),
            "connect": (
                "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])",
                cluster / leftover.SOCKET,
            ),
        }
        for name, (code, path) in attempts.items():
            tried = run_as_stranger(code, path)
            assert "PermissionError" in tried.stderr, f"a stranger could {name}: {tried}"


def test_who_reaches_the_socket_needs_the_password(data):
    with Server(data, durable=False) as running:
        assert (data / "secrets" / "postgres-password").stat().st_mode & 0o777 == 0o600
        for wrong in ("", ":guess"):
            address = running.url.replace(
                running.url[len("postgres://shopbell") : running.url.index("@")], wrong
            )
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(address)


def test_no_folder_that_was_there_before_changes_its_permissions(home, system_folder):
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    data = closed / "deeper" / "data"
    (closed / "deeper").mkdir(mode=0o750)
    above = [folder for folder in data.parents if folder != home.parent] + [home.parent]
    before = {folder: folder.stat() for folder in above}
    with Server(data, durable=False):
        for folder, was in before.items():
            now = folder.stat()
            assert (now.st_mode, now.st_uid, now.st_gid) == (was.st_mode, was.st_uid, was.st_gid), folder


@only_root
def test_the_server_of_root_runs_as_an_account_of_its_own(data):
    with Server(data, durable=False):
        owner = Path(f"/proc/{postmaster(data)}").stat().st_uid
        assert pwd.getpwuid(owner).pw_name == "shopbell-postgres"
        assert (data / "postgres").stat().st_uid == owner
        assert stat.S_IMODE(data.stat().st_mode) == 0o710


@only_root
def test_a_clone_that_only_root_may_enter_works(home, system_folder, monkeypatch):
    closed = home / "root"
    closed.mkdir(mode=0o700)
    wheel = binaries.installed()
    shutil.copytree(wheel, closed / "site" / wheel.parent.name / wheel.name)
    libraries = wheel.parent.with_name(f"{wheel.parent.name}.libs")
    shutil.copytree(libraries, closed / "site" / libraries.name)
    monkeypatch.setattr(binaries, "installed", lambda: closed / "site" / wheel.parent.name / wheel.name)

    data = closed / "shop" / "data"
    with Server(data, durable=False) as running:
        assert ask(running.url, "select 1") == (1,)
        assert system_folder in (data / "postgres").resolve().parents
        assert system_folder in Path(os.readlink(f"/proc/{postmaster(data)}/exe")).parents
        assert stat.S_IMODE((data / "postgres").stat().st_mode) == 0o700
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    with Server(data, durable=False) as running:
        assert ask(running.url, "select 1") == (1,)
    assert len(list((system_folder / "programs").iterdir())) == 1


@only_root
def test_an_ordinary_account_runs_it_too(home):
    home.chmod(0o777)
    process = serve_elsewhere(home / "data", open_python(), **account(), env=environment())
    assert Path(f"/proc/{postmaster(home / 'data')}").stat().st_uid == account()["user"]
    assert stat.S_IMODE((home / "data").stat().st_mode) == 0o700
    process.communicate("")
    assert process.returncode == 0

    with Server(home / "data"):  # root, on the folder of that account: the server stays theirs
        assert Path(f"/proc/{postmaster(home / 'data')}").stat().st_uid == account()["user"]
