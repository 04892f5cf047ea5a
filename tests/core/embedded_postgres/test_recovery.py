import os
import signal
import subprocess
import sys

import psycopg

from shopbell.core import embedded_postgres
from shopbell.core.embedded_postgres import Server, leftover
from tests.core.embedded_postgres.servers import (
    ask,
    postmaster,
    serve_elsewhere,
    wait_until,
)


def test_after_kill_9_of_everything_what_was_committed_is_there(data):
    process = serve_elsewhere(data)
    with psycopg.connect(process.url) as connection:
        connection.execute("create table parcel as select 'late' as word")
    cluster, pid = (data / "postgres").resolve(), postmaster(data)
    process.kill()
    os.kill(pid, signal.SIGKILL)
    process.wait()
    with Server(data) as running:
        assert ask(running.url, "select word from parcel") == ("late",)
    assert not (cluster / "postmaster.pid").exists()


def test_the_server_stops_by_itself_when_its_keeper_is_killed(data):
    process = serve_elsewhere(data)
    cluster, pid = (data / "postgres").resolve(), postmaster(data)
    process.kill()
    process.wait()
    wait_until(lambda: not leftover.is_server(pid, cluster), "the server is gone")


def test_a_server_that_an_earlier_run_left_is_stopped_first(data):
    with Server(data, durable=False) as first:
        first_options = first._options()
        account, programs, cluster = first._account, first._programs, first._cluster
    words = {} if account.is_own else {"user": account.uid, "group": account.gid, "extra_groups": []}
    left = subprocess.Popen(
        [programs / "bin" / "postgres", "-D", cluster, *first_options],
        cwd="/",
        env={},
        stderr=subprocess.DEVNULL,
        **words,
    )
    wait_until(lambda: (marks := leftover.marks_of(cluster)) and marks.is_ready, "the left one is up")
    said = []
    with Server(data, durable=False, say=said.append) as running:
        assert left.wait(0) is not None
        assert ask(running.url, "select 1") == (1,)
    assert said == ["Stopping the database server that an earlier run left behind."]


def test_a_process_number_that_went_to_a_stranger_does_not_hold_it_up(data):
    with Server(data, durable=False):
        marks = ((data / "postgres") / "postmaster.pid").read_text()
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    lines = marks.splitlines()
    ((data / "postgres") / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
    with Server(data, durable=False) as running:
        assert ask(running.url, "select 1") == (1,)
    assert stranger.poll() is None
    stranger.communicate(b"\n")


def test_a_server_that_dies_is_started_again(data):
    with Server(data, durable=False) as running:
        first = postmaster(data)
        os.kill(first, signal.SIGKILL)

        def answers():
            try:
                return ask(running.url, "select 1")
            except psycopg.OperationalError:
                return None

        wait_until(lambda: answers() and postmaster(data) != first, "another server answers")
    assert embedded_postgres.running_url(data) is None


def test_a_start_that_was_cut_off_leaves_nothing_half_made(data):
    data.mkdir(mode=0o711)
    (data / "postgres.new").mkdir(mode=0o700)
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")
    with Server(data, durable=False) as running:
        assert ask(running.url, "select 1") == (1,)
    assert not (data / "postgres.new").exists()
