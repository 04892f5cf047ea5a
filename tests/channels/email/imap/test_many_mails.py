"""A folder with more mails than imaplib can read the numbers of in one line is counted and read all the same."""

import socket
import threading
from collections.abc import Iterator

import pytest
from imapclient import IMAPClient

from shopbell.channels.email.imap import listing, reconcile, watch
from shopbell.channels.email.imap.watch import Fetcher
from shopbell.channels.email.models import Mailbox

pytestmark = pytest.mark.django_db
FIRST, LAST = 1_000_000, 1_199_999


class Server(threading.Thread):
    """An IMAP server with 200,000 mails, of which it tells the numbers and gives out none; `asked` is what it heard."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.asked: list[bytes] = []

    def run(self) -> None:
        while True:
            try:
                connection = self.socket.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as stream:
            stream.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
            stream.flush()
            for line in stream:
                tag, _space, command = line.strip().partition(b" ")
                self.asked.append(command)
                stream.writelines(b"* %s\r\n" % each for each in self._answer(command))
                stream.write(tag + b" OK done\r\n")
                stream.flush()

    def _answer(self, command: bytes) -> Iterator[bytes]:
        if command.startswith((b"SELECT", b"EXAMINE")):
            yield b"%d EXISTS" % (LAST - FIRST + 1)
            yield b"OK [UIDVALIDITY 7] valid"
            yield b"OK [UIDNEXT %d] next" % (LAST + 1)
        elif command == b"CAPABILITY":
            yield b"CAPABILITY IMAP4rev1"
        elif command == b"UID SEARCH 1,*":
            yield b"SEARCH %d %d" % (FIRST, LAST)
        elif command.startswith(b"UID SEARCH UID "):
            begin, end = (LAST if each == b"*" else int(each) for each in command.split()[3].split(b":"))
            low, high = max(min(begin, end), FIRST), min(max(begin, end), LAST)
            yield b"SEARCH " + b" ".join(b"%d" % uid for uid in range(low, high + 1))


@pytest.fixture
def many():
    server = Server()
    server.start()
    yield server
    server.socket.close()


@pytest.fixture
def full(many, care):
    """A mailbox of it, all of whose mails were fetched before receipts were kept, but for the last 150,000."""
    return Mailbox.objects.create(
        inbox=care, host="127.0.0.1", port=many.port, encryption="none", user="care", secret="secret", since=None,
        uid_validity=7, last_uid=LAST, counted_from=LAST - 150_000,
    )  # fmt: skip


@pytest.fixture
def client(many):
    client = IMAPClient("127.0.0.1", many.port, ssl=False, timeout=10)
    client.login("care", "secret")
    client.select_folder("INBOX", readonly=True)
    return client


def test_all_mails_of_a_large_folder_are_counted(full, client):
    assert len(reconcile.count(full, client)) == 150_000
    assert full.listed_count == 150_000
    assert client.search("1,*") == [FIRST, LAST]  # nothing of an answer was left unread


def test_all_mails_above_a_cursor_that_begins_anew_are_listed(full, client):
    full.last_uid = 0

    assert listing.above_cursor(full, client, exists=200_000) == list(range(FIRST, LAST + 1))


def test_a_small_folder_is_asked_about_at_once(full, client, many):
    full.last_uid = LAST - 10

    assert len(listing.above_cursor(full, client, exists=10)) == 10
    assert many.asked[-1] == b"UID SEARCH UID %d:*" % (LAST - 9)


def test_a_server_that_cannot_be_counted_is_tried_an_hour_later(full, client, monkeypatch):
    tried = []

    def hang_up(*args):
        tried.append(args)
        raise ConnectionResetError("the server hung up")

    monkeypatch.setattr(watch, "count", hang_up)
    fetcher = Fetcher(full.pk)
    with pytest.raises(ConnectionResetError):
        fetcher._count_when_due(full, client)

    fetcher._count_when_due(full, client)  # on the next connection
    assert len(tried) == 1
