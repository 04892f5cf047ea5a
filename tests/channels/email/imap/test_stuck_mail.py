"""Of a real IMAP server: one mail that cannot be kept never stops those behind it, and is shown until it is there."""

import os

import pytest
from django.db import OperationalError, ProgrammingError
from django.urls import reverse
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError
from procrastinate.exceptions import ConnectorException

from shopbell.channels.email.imap import fetch as fetching
from shopbell.channels.email.imap import watch
from shopbell.channels.email.models import Mailbox, RawMail
from tests.channels.email.conftest import mail

from .dovecot import NEEDED, fetch_once, numbered, until

pytestmark = NEEDED


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


@pytest.mark.parametrize("poison", [MemoryError()], indirect=True)
def test_a_mail_that_always_needs_too_much_memory_does_not_stop_its_folder(server, mailbox, poison):
    server.put(*(numbered(n) for n in range(1, 4)))

    assert fetch_once(mailbox) == 3
    assert "MemoryError" in RawMail.objects.get(state="quarantined").error


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
    monkeypatch.setattr(watch, "PAUSES_SECONDS", [0.1])
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
    monkeypatch.setattr(watch, "PAUSES_SECONDS", [0.1])
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
    monkeypatch.setattr(watch, "PAUSES_SECONDS", [0.05])
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
