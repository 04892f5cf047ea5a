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
from django.db import OperationalError, ProgrammingError, connections
from django.urls import reverse
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError
from procrastinate.exceptions import ConnectorException

from shopbell.channels.email import fetch as fetching
from shopbell.channels.email import imap, inbound, raw_mail
from shopbell.channels.email.fetch import fetch
from shopbell.channels.email.imap import Fetcher, connect
from shopbell.channels.email.models import Mailbox, RawMail
from shopbell.tickets.models import Message

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
        patch.setattr(fetching, "take_in", fail)
        with pytest.raises(OSError):
            fetch_once(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.last_uid == 0
    assert fetch_once(mailbox) == 2


def test_a_large_folder_comes_in_portions(server, mailbox, monkeypatch):
    monkeypatch.setattr(fetching, "AT_ONCE", 7)
    server.put(*(numbered(n) for n in range(40)))

    assert fetch_once(mailbox) == 40
    assert RawMail.objects.count() == 40


# --- one mail that cannot be kept never stops those behind it ----------------------------------------------------


@pytest.fixture
def poison(monkeypatch):
    """A fault of ours that one mail meets while it is stored; returns how to mend it."""
    real = raw_mail.peek

    def peek(raw: bytes):
        if b"Mail 2" in raw:
            raise ZeroDivisionError("a fault of ours")
        return real(raw)

    monkeypatch.setattr(raw_mail, "peek", peek)
    return lambda: monkeypatch.setattr(raw_mail, "peek", real)


def test_a_mail_that_cannot_be_stored_is_shown_and_the_others_come_in(server, mailbox, poison):
    server.put(*(numbered(n) for n in range(1, 4)))

    assert fetch_once(mailbox) == 3
    mailbox.refresh_from_db()
    assert mailbox.last_uid == 3
    assert mailbox.error.startswith("UID 2: ZeroDivisionError: a fault of ours")
    stuck = RawMail.objects.get(state="quarantined")
    assert stuck.raw == numbered(2).replace(b"\n", b"\r\n")
    assert stuck.sender == "mina@shopper.example"
    assert RawMail.objects.filter(state="waiting").count() == 2


def test_a_mail_that_could_not_be_stored_is_replayed_once_the_fault_is_mended(
    server, mailbox, poison, desk, ada
):
    server.put(*(numbered(n) for n in range(1, 4)))
    fetch_once(mailbox)
    poison()
    stuck = RawMail.objects.get(state="quarantined")

    page = desk(ada).post(reverse("quarantine-replay", args=[stuck.pk]), follow=True).content.decode()

    assert "It is ticket #" in page
    fetch_once(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.error == ""


def test_a_mail_that_the_server_refuses_is_shown_and_fetched_later(server, mailbox, monkeypatch, desk, ada):
    """As some do with NO, for a mail that their own storage cannot read."""
    server.put(*(numbered(n) for n in range(1, 4)))
    real = IMAPClient.fetch

    def fetch(self, uids, what):
        if 2 in uids and what != ["RFC822.SIZE"]:
            raise IMAPClientError("FETCH failed: message is corrupted")
        return real(self, uids, what)

    with monkeypatch.context() as patch:
        patch.setattr(IMAPClient, "fetch", fetch)
        assert fetch_once(mailbox) == 3
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, RawMail.objects.filter(state="waiting").count()) == (3, 2)
    assert "UID 2: FETCH failed: message is corrupted" in mailbox.error

    stuck = RawMail.objects.get(state="quarantined")
    desk(ada).post(reverse("quarantine-replay", args=[stuck.pk]))
    stuck.refresh_from_db()
    assert stuck.state == "done"


@pytest.mark.parametrize(
    "fault", [OperationalError("gone"), ProgrammingError("no such column"), ConnectorException("queue gone")]
)
def test_a_database_that_fails_stops_the_mailbox_and_loses_nothing(server, mailbox, monkeypatch, fault):
    server.put(numbered(1), numbered(2))

    def fail(arrivals):
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "take_in", fail)
        with pytest.raises(type(fault)):
            fetch_once(mailbox)
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, RawMail.objects.count()) == (0, 0)
    assert fetch_once(mailbox) == 2


def test_a_mail_at_which_the_server_hangs_up_is_passed_by_and_fetched_later(
    server, mailbox, running, monkeypatch, desk, ada
):
    monkeypatch.setattr(imap, "PAUSES_SECONDS", [0.1])
    server.put(*(numbered(n) for n in range(1, 4)))
    with server.client() as client:  # the server takes note of all three
        client.select_folder("INBOX")
        client.fetch([1, 2, 3], ["RFC822.SIZE"])
    file = sorted((server.folder / "mail" / "care").glob("cur/*"))[1]
    os.chmod(file, 0)  # Dovecot cannot read it, and hangs up

    running(mailbox)
    assert until(lambda: Mailbox.objects.get().fetched_at)
    mailbox.refresh_from_db()
    assert RawMail.objects.filter(state="waiting").count() == 2
    assert mailbox.last_uid == 3
    assert "UID 2" in mailbox.error
    stuck = RawMail.objects.get(state="quarantined")
    assert "Headers" in desk(ada).get(reverse("settings-quarantine")).content.decode()

    os.chmod(file, 0o600)
    desk(ada).post(reverse("quarantine-replay", args=[stuck.pk]))
    stuck.refresh_from_db()
    assert stuck.state == "done"
    assert stuck.raw == numbered(2).replace(b"\n", b"\r\n")


# --- larger than the desk takes -------------------------------------------------------------------------------------


@pytest.fixture
def large(server, settings):
    """Three mails, the second of which is larger than the desk takes."""
    settings.MAIL_MAX_BYTES = 100_000
    server.put(
        numbered(1),
        mail("x" * 70 + "\n" + "A large one\n" * 20_000, message_id="<large@x.example>"),
        numbered(3),
    )


def test_a_mail_above_the_limit_stays_on_the_server_and_is_shown(
    server, mailbox, large, monkeypatch, desk, ada
):
    asked = []
    real = IMAPClient.fetch
    monkeypatch.setattr(
        IMAPClient, "fetch", lambda self, uids, what: asked.append((uids, what)) or real(self, uids, what)
    )

    assert fetch_once(mailbox) == 3
    assert not any(2 in uids and "BODY.PEEK[]" in what for uids, what in asked)
    mailbox.refresh_from_db()
    assert mailbox.last_uid == 3
    assert "It stays on the mail server" in mailbox.error
    stuck = RawMail.objects.get(state="quarantined")
    assert stuck.size_bytes > 240_000
    assert stuck.raw.startswith(b"From: Mina Okafor") and b"A large one" not in stuck.raw
    page = desk(ada).get(reverse("settings-quarantine")).content.decode()
    assert "UID 2: It has 0.2 MB" in page and "mina@shopper.example" in page


def test_a_mail_above_the_limit_is_fetched_when_the_limit_was_raised(
    server, mailbox, large, settings, desk, ada
):
    fetch_once(mailbox)
    stuck = RawMail.objects.get(state="quarantined")
    replay = reverse("quarantine-replay", args=[stuck.pk])
    assert "It stays on the mail server" in desk(ada).post(replay, follow=True).content.decode()

    settings.MAIL_MAX_BYTES = 1_000_000
    assert "It is ticket #" in desk(ada).post(replay, follow=True).content.decode()

    stuck.refresh_from_db()
    assert (stuck.state, stuck.external_id) == ("done", "large@x.example")
    assert stuck.raw.count(b"A large one") == 20_000
    assert "A large one" in Message.objects.get().text


def test_a_mail_above_the_limit_that_came_by_another_way_is_no_second_message(
    server, mailbox, large, settings, desk, ada
):
    fetch_once(mailbox)
    stuck = RawMail.objects.get(state="quarantined")
    settings.MAIL_MAX_BYTES = 1_000_000
    Mailbox.objects.update(last_uid=0)
    mailbox.refresh_from_db()
    fetch_once(mailbox)
    for pk in RawMail.objects.filter(state="waiting").values_list("pk", flat=True):
        inbound.process(pk)

    desk(ada).post(reverse("quarantine-replay", args=[stuck.pk]))

    assert not RawMail.objects.filter(state="quarantined").exists()
    assert Message.objects.count() == 3


def test_a_mail_that_is_gone_from_the_server_says_so(server, mailbox, large, settings, desk, ada):
    fetch_once(mailbox)
    with server.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([2])
        client.expunge()

    stuck = RawMail.objects.get(state="quarantined")
    page = desk(ada).post(reverse("quarantine-replay", args=[stuck.pk]), follow=True).content.decode()
    assert "no longer on the mail server" in page


def test_a_large_mail_from_before_is_left_alone_as_well(server, mailbox, large):
    Mailbox.objects.update(since=timezone.now() + timedelta(hours=1))
    mailbox.refresh_from_db()

    assert fetch_once(mailbox) == 0
    assert not RawMail.objects.exists()


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
