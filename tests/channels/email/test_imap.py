"""Fetching from a real IMAP server: Dovecot, as an instance of the test's own on a free port."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from imapclient import IMAPClient

from shopbell.channels.email import imap
from shopbell.channels.email.imap import Fetcher, connect, fetch
from shopbell.channels.email.models import Mailbox, RawMail

from .conftest import free_port, mail

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not DOVECOT, reason="Dovecot is not here: apt-get install dovecot-imapd"),
]
CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = {owner}
default_login_user = {owner}
default_internal_group = {group}
first_valid_uid = 0
mail_location = maildir:{folder}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
  chroot =
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""


class Server:
    """Dovecot in a folder of its own, as whoever runs the tests."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        text = CONFIGURATION.format(
            folder=folder,
            port=self.port,
            owner=owner.pw_name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
        )
        (folder / "dovecot.conf").write_text(text)
        (folder / "users").write_text("care:secret\n")
        (folder / "mail").mkdir()
        for each in (folder, folder / "mail"):
            os.chmod(each, 0o755)
        if os.getuid() == 0:
            os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [DOVECOT, "-F", "-c", self.folder / "dovecot.conf"], stderr=subprocess.PIPE
        )
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        log = self.folder / "log"
        raise AssertionError(log.read_text() if log.exists() else self.process.stderr.read())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def client(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self.port, ssl=False)
        client.login("care", "secret")
        return client

    def put(self, *raws: bytes, flags=()) -> None:
        with self.client() as client:
            for raw in raws:
                client.append("INBOX", raw.replace(b"\n", b"\r\n"), flags=flags)


@pytest.fixture
def server(tmp_path_factory):
    folder = Path("/tmp") / f"dovecot-{os.getpid()}-{free_port()}"  # sockets want a short path
    folder.mkdir()
    server = Server(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def mailbox(server, care):
    return Mailbox.objects.create(
        inbox=care,
        host="127.0.0.1",
        port=server.port,
        encryption="none",
        user="care",
        secret="secret",
        since=None,
    )


def numbered(n: int, **more) -> bytes:
    return mail(f"Mail {n}", message_id=f"<{n}@x.example>", **more)


def fetch_once(mailbox: Mailbox) -> int:
    client = connect(mailbox)
    try:
        return fetch(mailbox, client)
    finally:
        client.logout()


def until(claim, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if claim():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.requirement("R19")
def test_what_is_there_is_taken_byte_for_byte_and_once(server, mailbox):
    server.put(numbered(1), numbered(2))

    assert fetch_once(mailbox) == 2
    assert fetch_once(mailbox) == 0
    assert [each.raw for each in RawMail.objects.order_by("pk")] == [
        numbered(n).replace(b"\n", b"\r\n") for n in (1, 2)
    ]


def test_a_mail_that_was_read_elsewhere_is_fetched_all_the_same_and_stays_as_it_was(server, mailbox):
    server.put(numbered(1), flags=[b"\\Seen"])
    server.put(numbered(2))

    assert fetch_once(mailbox) == 2
    with server.client() as client:
        client.select_folder("INBOX")
        assert client.search("UNSEEN") == [2]


def test_mail_from_before_is_left_alone_unless_wanted(server, mailbox):
    server.put(numbered(1))
    Mailbox.objects.filter(pk=mailbox.pk).update(since=timezone.now() + timedelta(hours=1))
    mailbox.refresh_from_db()

    assert fetch_once(mailbox) == 0


def test_a_new_uidvalidity_reads_all_again_and_doubles_nothing(server, mailbox):
    server.put(*(numbered(n) for n in range(5)))
    fetch_once(mailbox)
    before = mailbox.uid_validity
    with server.client() as client:
        client.create_folder("Other")
        client.rename_folder("Other", "Third")
        client.delete_folder("Third")
    folder = server.folder / "mail" / "care"
    server.stop()
    for name in folder.glob("dovecot*"):
        name.unlink() if name.is_file() else None
    server.start()
    server.put(numbered(5))

    assert fetch_once(mailbox) == 6
    assert mailbox.uid_validity != before
    assert RawMail.objects.count() == 6


def test_idle_hears_of_a_mail_at_once(server, mailbox, running):
    running(mailbox)
    assert until(lambda: Mailbox.objects.get().fetched_at)

    server.put(numbered(1))
    assert until(lambda: RawMail.objects.count() == 1, seconds=5)


def test_the_connection_is_made_again_after_a_bounce(server, mailbox, running, monkeypatch):
    monkeypatch.setattr(imap, "PAUSES_SECONDS", [0.2, 0.4])
    running(mailbox)
    server.put(numbered(1))
    assert until(lambda: RawMail.objects.count() == 1)

    server.stop()
    assert until(lambda: Mailbox.objects.get().error)
    server.start()
    server.put(numbered(2))
    assert until(lambda: RawMail.objects.count() == 2)
    assert until(lambda: Mailbox.objects.get().error == "")


def test_a_wrong_password_is_shown(server, mailbox, running):
    Mailbox.objects.update(secret="wrong")
    running(mailbox)

    assert until(lambda: "uthentication" in Mailbox.objects.get().error)


def test_of_two_processes_one_fetches_and_the_other_takes_over(server, mailbox, running, monkeypatch):
    monkeypatch.setattr(imap, "WATCH_SECONDS", 0.2)
    first = running(mailbox)
    assert until(lambda: Mailbox.objects.get().fetched_at)
    running(mailbox)
    time.sleep(0.5)
    with server.client() as client:
        assert client.capabilities()

    first.stop()
    server.put(numbered(1))
    assert until(lambda: RawMail.objects.count() == 1)


def test_the_cursor_never_passes_a_mail_that_was_not_kept(server, mailbox, monkeypatch):
    server.put(numbered(1), numbered(2))

    def fail(arrivals):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(imap, "take_in", fail)
        with pytest.raises(OSError):
            fetch_once(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.last_uid == 0
    assert fetch_once(mailbox) == 2


def test_a_large_folder_comes_in_portions(server, mailbox, monkeypatch):
    monkeypatch.setattr(imap, "AT_ONCE", 7)
    server.put(*(numbered(n) for n in range(40)))

    assert fetch_once(mailbox) == 40
    assert RawMail.objects.count() == 40


@pytest.fixture
def running():
    """Start fetching in a thread, as the mail service does; all are stopped at the end."""
    threads: list[Fetcher] = []

    def start(mailbox: Mailbox) -> Fetcher:
        threads.append(Fetcher(mailbox.pk))
        threads[-1].start()
        return threads[-1]

    yield start
    for thread in threads:
        thread.stop()
    connections.close_all()
