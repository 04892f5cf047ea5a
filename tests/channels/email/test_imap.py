"""Fetching from a real IMAP server: Dovecot, as an instance of the test's own on a free port."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError, connections
from django.urls import reverse
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError
from procrastinate.exceptions import ConnectorException

from shopbell.channels.email import fetch as fetching
from shopbell.channels.email import imap, inbound, listing, raw_mail
from shopbell.channels.email.fetch import fetch
from shopbell.channels.email.imap import Fetcher, connect
from shopbell.channels.email.models import Mailbox, RawMail
from shopbell.channels.email.stuck_mail import StuckMail
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

    def put(self, *raws: bytes, flags=(), at: datetime | None = None, folder: str = "INBOX") -> None:
        with self.client() as client:
            for raw in raws:
                client.append(folder, raw.replace(b"\n", b"\r\n"), flags=flags, msg_time=at)

    def drop(self, *raws: bytes) -> None:
        """Put mails there without the server, which must read each file to know its size."""
        with self.client() as client:
            client.select_folder("INBOX")
        folder = self.folder / "mail" / "care"
        owner = folder.stat()
        for number, raw in enumerate(raws):
            file = folder / "new" / f"{1_700_000_000 + number}.M1P1.shop"
            file.write_bytes(raw)
            os.chown(file, owner.st_uid, owner.st_gid)

    def renumber(self) -> None:
        """Forget all numbers, as a server does that was restored from a copy."""
        with self.client() as client:
            client.create_folder("Other")
            client.rename_folder("Other", "Third")
            client.delete_folder("Third")
        self.stop()
        for name in (self.folder / "mail" / "care").glob("dovecot*"):
            name.unlink() if name.is_file() else None
        self.start()

    def files(self) -> list[Path]:
        """The mails of the folder, in order."""
        mails = [
            *(self.folder / "mail" / "care").glob("cur/*"),
            *(self.folder / "mail" / "care").glob("new/*"),
        ]
        return sorted(mails, key=lambda path: path.name)


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


@pytest.fixture
def asked(monkeypatch):
    """What the server is asked for, as UIDs and items."""
    asked: list = []
    real = IMAPClient.fetch

    def fetch(self, uids, what):
        asked.append((list(uids), what))
        return real(self, uids, what)

    monkeypatch.setattr(IMAPClient, "fetch", fetch)
    return asked


def test_of_a_long_past_nothing_is_downloaded_and_the_new_comes_in(server, mailbox, asked):
    now = timezone.now()
    for days, n in [(400, 1), (30, 2), (1, 3)]:
        server.put(numbered(n), at=now - timedelta(days=days))
    server.put(numbered(4), at=now + timedelta(minutes=1))
    server.put(numbered(5), at=now - timedelta(days=50))
    Mailbox.objects.update(since=now)
    mailbox.refresh_from_db()

    assert fetch_once(mailbox) == 1
    assert [uids for uids, what in asked if "BODY.PEEK[]" in what] == [[4]]
    assert not any({1, 2, 5} & set(uids) for uids, _ in asked)  # the search left them out
    mailbox.refresh_from_db()
    assert mailbox.last_uid == 5
    server.put(numbered(6))
    assert fetch_once(mailbox) == 1


def test_a_new_uidvalidity_reads_all_again_and_doubles_nothing(server, mailbox):
    server.put(*(numbered(n) for n in range(5)))
    fetch_once(mailbox)
    before = mailbox.uid_validity
    server.renumber()
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
    monkeypatch.setattr(listing, "AT_ONCE", 7)
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
        if 2 in uids and what != ["RFC822.SIZE", "INTERNALDATE"]:
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


@pytest.mark.parametrize("broken", [[1], [0, 2, 3]])
def test_a_mail_of_which_the_server_cannot_even_tell_the_size_is_passed_by(
    server, mailbox, running, monkeypatch, broken
):
    monkeypatch.setattr(imap, "PAUSES_SECONDS", [0.1])
    server.drop(*(numbered(n) for n in range(1, 6)))
    for number in broken:
        os.chmod(server.files()[number], 0)

    running(mailbox)
    assert until(lambda: Mailbox.objects.get().fetched_at, seconds=60)

    mailbox.refresh_from_db()
    assert mailbox.last_uid == 5
    assert RawMail.objects.filter(state="waiting").count() == 5 - len(broken)
    assert RawMail.objects.filter(state="quarantined").count() == len(broken)


@pytest.mark.parametrize(
    "item", ["RFC822.SIZE", "BODY.PEEK[]", f"BODY.PEEK[HEADER]<0.{fetching.HEAD_BYTES}>"]
)
@pytest.mark.parametrize("is_large", [False, True])
def test_wherever_a_server_hangs_up_at_a_mail_the_others_come_in(
    server, mailbox, running, monkeypatch, settings, item, is_large
):
    """Sizes, headers and bodies; in the last case the body is refused and the server hangs up at the headers."""
    monkeypatch.setattr(imap, "PAUSES_SECONDS", [0.05])
    if is_large:
        settings.MAIL_MAX_BYTES = 2000
    server.put(
        numbered(1), mail("x" * 60 + "\n" + "A long one\n" * 400, message_id="<2@x.example>"), numbered(3)
    )
    real = IMAPClient.fetch

    def fetch(self, uids, what):
        if 2 in uids and item in what:
            raise IMAPClient.AbortError("socket error: EOF")
        if 2 in uids and "HEADER" in item and "BODY.PEEK[]" in what:
            raise IMAPClientError("FETCH failed")
        return real(self, uids, what)

    monkeypatch.setattr(IMAPClient, "fetch", fetch)
    running(mailbox)
    assert until(lambda: Mailbox.objects.get().fetched_at)

    mailbox.refresh_from_db()
    assert mailbox.last_uid == 3
    assert RawMail.objects.filter(state="waiting").count() == 2
    assert RawMail.objects.filter(state="quarantined").count() == 1


def test_a_server_that_refuses_to_tell_of_one_mail_tells_of_the_others(server, mailbox, monkeypatch):
    server.put(*(numbered(n) for n in range(1, 6)))
    real = IMAPClient.fetch

    def fetch(self, uids, what):
        if 4 in uids:
            raise IMAPClientError("FETCH failed: message is corrupted")
        return real(self, uids, what)

    monkeypatch.setattr(IMAPClient, "fetch", fetch)
    assert fetch_once(mailbox) == 5

    assert RawMail.objects.filter(state="waiting").count() == 4
    assert "UID 4" in RawMail.objects.get(state="quarantined").error


# --- where a stuck mail lies ----------------------------------------------------------------------------------------


def replayed(desk, agent, stuck: RawMail) -> str:
    return desk(agent).post(reverse("quarantine-replay", args=[stuck.pk]), follow=True).content.decode()


@pytest.mark.parametrize("change", [{"folder": "Other"}, {"user": "else"}, {"host": "localhost"}])
def test_a_stuck_mail_is_fetched_from_no_other_account(server, mailbox, large, settings, desk, ada, change):
    """The other one may count with the same UIDVALIDITY."""
    fetch_once(mailbox)
    stuck = RawMail.objects.get(state="quarantined")
    settings.MAIL_MAX_BYTES = 1_000_000
    Mailbox.objects.update(**change, uid_validity=None, last_uid=0)

    assert "lies in another account or folder" in replayed(desk, ada, stuck)
    stuck.refresh_from_db()
    assert stuck.state == "quarantined"


def test_another_mail_under_the_same_number_is_not_taken_for_it(server, mailbox, large, settings, desk, ada):
    fetch_once(mailbox)
    stuck = RawMail.objects.get(state="quarantined")
    settings.MAIL_MAX_BYTES = 1_000_000
    StuckMail.objects.update(uid=3)

    assert "another mail in its place" in replayed(desk, ada, stuck)


def test_a_mail_that_was_passed_by_has_one_row_also_after_the_server_numbers_anew(
    server, mailbox, large, settings, monkeypatch
):
    monkeypatch.setattr(fetching, "_head", lambda *args: b"")
    fetch_once(mailbox)
    (first,) = RawMail.objects.filter(state="quarantined")
    server.renumber()

    fetch_once(mailbox)

    (second,) = RawMail.objects.filter(state="quarantined")
    assert second.pk != first.pk and second.stuck.uid_validity == mailbox.uid_validity
    settings.MAIL_MAX_BYTES = 1_000_000
    server.renumber()
    fetch_once(mailbox)
    assert not RawMail.objects.filter(state="quarantined").exists()
    assert RawMail.objects.count() == 3


def test_a_stuck_mail_is_found_at_its_new_number_and_one_that_is_gone_says_so(
    server, mailbox, large, settings, desk, ada
):
    fetch_once(mailbox)
    stuck = RawMail.objects.get(state="quarantined")
    server.renumber()
    assert "numbered its mails anew" in replayed(desk, ada, stuck)
    fetch_once(mailbox)
    assert StuckMail.objects.get().uid_validity == mailbox.uid_validity

    server.files()[1].unlink()
    server.renumber()
    fetch_once(mailbox)

    stuck.refresh_from_db()
    assert "not among them any more" in stuck.error
    assert "no longer on the mail server" in replayed(desk, ada, stuck)


def test_a_stuck_mail_that_came_in_after_all_leaves_the_quarantine(server, mailbox, large, settings):
    fetch_once(mailbox)
    settings.MAIL_MAX_BYTES = 1_000_000
    server.renumber()

    fetch_once(mailbox)

    assert not RawMail.objects.filter(state="quarantined").exists()
    assert RawMail.objects.filter(external_id="large@x.example").count() == 1


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
