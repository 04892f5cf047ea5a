"""The desk on a PostgreSQL that is not ours: Debian's 15, where its programs are installed."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from shopbell.core.embedded_postgres.account import Account, dedicated
from tests.core.embedded_postgres.servers import wait_until
from tests.running_desk import Desk, environment, free_port, get, run_command

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
PGBOUNCER = Path("/usr/sbin/pgbouncer")
pytestmark = pytest.mark.skipif(
    not (PROGRAMS / "postgres").exists(), reason="no PostgreSQL 15 here (apt: postgresql-15)"
)


@pytest.fixture(scope="module")
def address():
    """DATABASE_URL of a PostgreSQL 15 of this test, run by an ordinary account."""
    account = dedicated() if os.geteuid() == 0 else Account(os.geteuid(), os.getegid())
    with tempfile.TemporaryDirectory(prefix="shopbell-pg15-", dir="/tmp") as folder:
        cluster = Path(folder) / "cluster"
        os.chown(folder, account.uid, account.gid)
        initdb = account.command(
            PROGRAMS / "initdb", "-D", cluster, "-U", "owner", "--no-sync", "-E", "UTF8", "--locale=C"
        )
        subprocess.run(initdb, check=True, capture_output=True)
        options = ["-c", "fsync=off", "-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
        server = subprocess.Popen(
            account.command(PROGRAMS / "postgres", "-D", cluster, *options), stderr=subprocess.DEVNULL
        )
        host = quote(folder, safe="")
        try:
            psql = account.command("/usr/bin/createdb", "-h", folder, "-U", "owner", "desk")
            wait_until(
                lambda: subprocess.run(psql, capture_output=True).returncode == 0, "the database is made"
            )
            yield f"postgres://owner@/desk?host={host}"
        finally:
            server.terminate()
            server.wait(30)


def test_the_desk_runs_on_postgresql_15(address, port, tmp_path):
    env = environment(DATABASE_URL=address, SHOPBELL_DATA=str(tmp_path / "data"))
    desk = Desk("run", "--empty", "--port", port, env=env).wait_for("is open at")
    try:
        assert get(port) == 200
        told = run_command("doctor", env=env)
        assert told.returncode == 0, told.stdout
        assert "PostgreSQL 15" in told.stdout
    finally:
        assert desk.stop() == 0
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_second_desk_on_the_same_database_serves_beside_the_first(address, port, tmp_path):
    env = environment(DATABASE_URL=address, SHOPBELL_DATA=str(tmp_path / "data"))
    first = Desk("run", "--empty", "--port", port, env=env).wait_for("is open at")
    second = Desk("run", "--empty", "--port", 0, env=env).wait_for("is open at")
    assert get(port) == 200
    assert first.stop() == second.stop() == 0


def test_a_desk_moves_to_it_from_the_embedded_server_by_a_backup(address, desk_folder, tmp_path):
    made = run_command("create-agent", "--data", desk_folder, "ada@shop.example", "Ada Okafor", "Admin")
    assert made.returncode == 0, made.stderr
    kept = run_command("backup", "--data", desk_folder, tmp_path / "desk.tar")
    assert kept.returncode == 0, kept.stderr
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create database moved")
    env = environment(DATABASE_URL=address.replace("/desk?", "/moved?"), SHOPBELL_DATA=str(tmp_path / "data"))

    moved = run_command("restore", tmp_path / "desk.tar", env=env)

    assert moved.returncode == 0, moved.stderr
    assert run_command("doctor", env=env).returncode == 0
    again = run_command("create-agent", "ada@shop.example", "Ada", "Admin", env=env)
    assert "There is already an agent" in again.stderr
    assert run_command("restore", tmp_path / "desk.tar", env=env).returncode == 1


@pytest.fixture
def behind_pgbouncer(address, tmp_path_factory):
    """DATABASE_URL of the same database through a PgBouncer that keeps sessions and knows no other setting."""
    if not PGBOUNCER.exists():
        pytest.skip("no PgBouncer here (apt: pgbouncer)")
    folder, port = Path(conninfo_to_dict(address)["host"]), free_port()
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\nbehind = host={folder} dbname=behind user=owner\n[pgbouncer]\npool_mode = session\n"
        f"listen_addr =\nlisten_port = {port}\nunix_socket_dir = {folder}\nauth_type = any\n"
    )
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create database behind")
    account = dedicated() if os.geteuid() == 0 else Account(os.geteuid(), os.getegid())
    settings.chmod(0o644)
    bouncer = subprocess.Popen(
        account.command(PGBOUNCER, settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: (folder / f".s.PGSQL.{port}").exists(), "PgBouncer listens")
        yield f"postgres://owner@/behind?host={quote(str(folder), safe='')}&port={port}"
    finally:
        bouncer.terminate()
        bouncer.wait(30)


def test_the_desk_runs_behind_pgbouncer(behind_pgbouncer, port, tmp_path):
    env = environment(DATABASE_URL=behind_pgbouncer, SHOPBELL_DATA=str(tmp_path / "data"))
    desk = Desk("run", "--empty", "--port", port, env=env).wait_for("is open at")
    try:
        assert get(port) == 200
        told = run_command(
            "receive", env=env, input="From: mina@shopper.example\nTo: care@shop.example\n\nHello"
        )
        ticket = json.loads(told.stdout)["ticket"]
        with psycopg.connect(behind_pgbouncer, autocommit=True) as connection:
            found = "select 1 from search_entry where ticket_id = %s"
            wait_until(lambda: connection.execute(found, [ticket]).fetchone(), "a job makes it found")
        kept = run_command("backup", tmp_path / "desk.tar", env=env)
        assert kept.returncode == 0, kept.stderr
    finally:
        assert desk.stop() == 0
    assert "unsupported startup parameter" not in desk.said and "Traceback" not in desk.said
