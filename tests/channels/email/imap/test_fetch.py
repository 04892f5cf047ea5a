"""Fetching from a real IMAP server: all that is there, byte for byte and once."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.email.imap import fetch as fetching
from shopbell.channels.email.imap import listing, watch
from shopbell.channels.email.models import Mailbox, RawMail

from .dovecot import NEEDED, fetch_once, numbered, until

pytestmark = NEEDED


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


def test_a_mail_that_comes_while_the_folder_is_counted_does_not_wait_for_the_next(
    server, mailbox, running, monkeypatch
):
    """Its arrival is told to the command of that moment, and IDLE, which begins later, hears nothing of it."""

    def count(folder, client):
        server.put(numbered(1))
        client.noop()

    monkeypatch.setattr(watch, "count", count)
    running(mailbox)

    assert until(lambda: RawMail.objects.count() == 1)


def test_the_connection_is_made_again_after_a_bounce(server, mailbox, running, monkeypatch):
    monkeypatch.setattr(watch, "PAUSES_SECONDS", [0.2, 0.4])
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
    monkeypatch.setattr(watch, "WATCH_SECONDS", 0.2)
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
