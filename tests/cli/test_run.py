import os
import pty
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.accounts_of_the_machine import account, only_root, open_python
from tests.accounts_of_the_machine import environment as environment_of_others
from tests.running_desk import (
    Desk,
    database_processes,
    environment,
    free_port,
    get,
    hear_every_signal,
    run_command,
)

OPEN = "is open at"


def test_one_command_opens_a_desk_and_prints_where(start, port):
    desk = start().wait_for("the link works once")
    assert get(port) == 200
    assert f"http://localhost:{port}/desk/" in desk.said
    assert f"http://localhost:{port}/first-admin/" in desk.said
    assert "demo" not in desk.said


def test_it_listens_on_this_machine_alone_unless_told_otherwise(start, port):
    start().wait_for(OPEN)
    assert listening(port) == {"0100007F"}


def listening(port: int) -> set[str]:
    """Addresses on which the port is open, as the kernel writes them."""
    lines = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    fields = [line.split() for line in lines.splitlines() if ":" in line]
    return {
        entry[1].split(":")[0] for entry in fields if entry[1].endswith(f":{port:04X}") and entry[3] == "0A"
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_of_it_and_leaves_no_process(start, port, desk_folder, number):
    desk = start().wait_for(OPEN)
    assert database_processes(desk_folder)
    assert desk.stop(number) == 0
    assert "Traceback" not in desk.said
    assert desk.said.endswith("Stopping.\nStopped.\n")
    assert database_processes(desk_folder) == []
    assert not (desk_folder / "postgres" / "postmaster.pid").exists()


def test_a_terminal_that_is_closed_stops_it(port, desk_folder):
    parent, terminal = pty.openpty()
    words = ["--empty", "--data", str(desk_folder), "--port", str(port)]
    process = subprocess.Popen(
        [os.path.realpath("/bin/sh"), "-c", 'exec "$@"', "sh", *_shopbell("run", *words)],
        stdin=terminal, stdout=terminal, stderr=terminal, env=environment(), start_new_session=True,
        preexec_fn=lambda: _control(terminal),
    )  # fmt: skip
    os.close(terminal)
    said = b""
    while OPEN.encode() not in said:
        said += os.read(parent, 4096)
    os.close(parent)
    assert process.wait(60) == 0
    assert database_processes(desk_folder) == []


def _shopbell(*words: str) -> list[str]:
    from tests.running_desk import command

    return command(*words)


def _control(terminal: int) -> None:
    import fcntl
    import termios

    hear_every_signal()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def test_a_signal_while_it_gets_ready_stops_it_as_cleanly(start, desk_folder):
    desk = start("--data", desk_folder.with_name("young")).wait_for("Making the database")
    assert desk.stop(signal.SIGINT) == 0
    assert "Traceback" not in desk.said
    assert database_processes(desk_folder.with_name("young")) == []


def test_after_kill_9_of_everything_the_next_start_recovers(start, port, desk_folder):
    desk = start().wait_for(OPEN)
    victims = [desk.process.pid, *database_processes(desk_folder)]
    for number in victims:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            pass
    desk.wait()
    start().wait_for(OPEN)
    assert get(port) == 200


def test_a_bounce_of_the_database_does_not_end_the_desk(start, port, desk_folder):
    desk = start().wait_for(OPEN)
    os.kill(int((desk_folder / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    desk.wait_for("starting it again")

    def answers() -> bool:
        try:
            return get(port) == 200
        except OSError:
            return False

    from tests.core.embedded_postgres.servers import wait_until

    wait_until(answers, "pages again")
    assert desk.stop() == 0


def test_a_second_copy_is_refused_with_one_sentence(start, port, desk_folder):
    first = start().wait_for(OPEN)
    second = run_command("run", "--empty", "--data", desk_folder, "--port", port)
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr == (
        f"shopbell: Shopbell already runs on the data folder {desk_folder} (process {first.process.pid}): "
        "stop it first, or name another folder with --data.\n"
    )


def test_a_taken_port_is_refused_before_anything_is_made(tmp_path):
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        port = sock.getsockname()[1]
        tried = run_command("run", "--data", tmp_path / "data", "--port", port)
    assert tried.returncode == 1
    assert tried.stderr.startswith(f"shopbell: Port {port} of 127.0.0.1 is taken by another program: ")
    assert tried.stderr.count("\n") == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--port", "99999"], "There is no port 99999"),
        (["--host", "192.0.2.1"], "Cannot listen on 192.0.2.1"),
        (["--host", "no such host"], "Cannot listen on no such host"),
    ],
)
def test_an_address_that_cannot_be_had_is_one_sentence(words, sentence, desk_folder):
    tried = run_command("run", "--data", desk_folder.with_name("none"), *words)
    assert tried.returncode == 1
    assert sentence in tried.stderr
    assert "Traceback" not in tried.stderr


def test_a_mail_port_that_is_taken_is_one_sentence(desk_folder, port):
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        env = environment(SHOPBELL_SMTP_PORT=str(sock.getsockname()[1]))
        tried = run_command("run", "--empty", "--data", desk_folder, "--port", port, env=env)
    assert tried.returncode == 1
    assert "SHOPBELL_SMTP_PORT" in tried.stderr
    assert tried.stderr.count("\n") == 1
    assert "Stopped." not in tried.stdout
    assert database_processes(desk_folder) == []


def test_it_runs_without_home_and_locale(start, port):
    bare = {key: environment()[key] for key in ("PYTHONPATH", "SHOPBELL_SMTP_PORT")} | {
        "PATH": "/usr/bin:/bin"
    }
    desk = start(env=bare).wait_for(OPEN)
    assert get(port) == 200
    assert desk.stop() == 0


@only_root
def test_an_ordinary_account_runs_it(port, desk_folder):
    home = desk_folder.with_name("ordinary")
    home.mkdir(mode=0o700)
    os.chown(home, account()["user"], account()["group"])
    words = account() | {
        "env": environment_of_others() | {"SHOPBELL_SMTP_PORT": "0", "PATH": "/usr/bin:/bin"}
    }
    words.pop("cwd")
    desk = Desk("run", "--empty", "--data", home / "data", "--port", port, python=open_python(), **words)
    try:
        desk.wait_for(OPEN)
        assert get(port) == 200
    finally:
        assert desk.stop() == 0
    assert database_processes(home / "data") == []


def test_a_shop_that_began_empty_is_not_filled_with_the_demo_later(desk_folder):
    port = free_port()
    start_again = Desk("run", "--data", desk_folder, "--port", port)
    try:
        start_again.wait_for(OPEN).wait_for("first-admin")
    finally:
        assert start_again.stop() == 0
