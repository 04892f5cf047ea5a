"""Counting what a real IMAP server lists against what is here: a gap is told to those who can mend it, and fetched."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from imapclient import IMAPClient

from shopbell.accounts.letter import Letter
from shopbell.channels.email.imap import listing, reconcile
from shopbell.channels.email.imap.connection import connect
from shopbell.channels.email.models import Mailbox, RawMail, Receipt
from shopbell.cli import doctor
from tests.channels.email.conftest import work

from .dovecot import NEEDED, fetch_once, numbered, until

pytestmark = NEEDED


def count(mailbox: Mailbox) -> list[int]:
    client = connect(mailbox)
    try:
        client.select_folder(mailbox.folder, readonly=True)
        return reconcile.count(mailbox, client)
    finally:
        client.logout()


@pytest.fixture
def late(server, mailbox, monkeypatch):
    """Three mails, the second of which the server shows only after the cursor has passed it, as some do."""
    server.put(*(numbered(n) for n in (1, 2, 3)))
    real = IMAPClient.search
    with monkeypatch.context() as patch:
        patch.setattr(IMAPClient, "search", lambda *args: [uid for uid in real(*args) if uid != 2])
        assert fetch_once(mailbox) == 2
    assert mailbox.last_uid == 3


@pytest.mark.requirement("R19")
def test_when_all_is_here_nobody_is_bothered(server, mailbox, root):
    server.put(*(numbered(n) for n in (1, 2, 3)))
    fetch_once(mailbox)

    assert count(mailbox) == []
    mailbox.refresh_from_db()
    assert (mailbox.listed_count, mailbox.missing_count, mailbox.gap) == (3, 0, "")
    assert not Letter.objects.exists()
    assert doctor.mail_counted() == "1 folders of IMAP accounts, 3 mails listed, all of them here"


def test_a_gap_is_told_once_to_those_who_can_mend_it(late, mailbox, root, ada):
    assert count(mailbox) == [2]
    assert count(mailbox) == [2]

    (letter,) = Letter.objects.all()
    to, subject, text, *_more = json.loads(letter.content)
    assert (to, subject) == ("root@desk.example", "Mail of Care is missing")
    assert "lists 3 mails, and 1 of them are not here" in text and "/desk/settings/inboxes/" in text
    with pytest.raises(doctor.Trouble, match="Care: The folder .INBOX. of care lists 3 mails, and 1 of them"):
        doctor.mail_counted()


def test_the_button_fetches_what_is_missing(late, mailbox, care, root, desk):
    count(mailbox)
    page = desk(root).get(reverse("inbox-edit", args=[care.pk])).content.decode()
    assert "1 of them are not here" in page and "Fetch the missing mails" in page

    answer = desk(root).post(reverse("inbox-fetch-missing", args=[care.pk]))
    desk(root).post(reverse("inbox-fetch-missing", args=[care.pk]))  # a second click is no second job
    assert "being fetched" in answer.content.decode()
    work()

    assert sorted(RawMail.objects.values_list("external_id", flat=True)) == [
        f"{n}@x.example" for n in (1, 2, 3)
    ]
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.listed_count, mailbox.missing_count) == (3, 3, 0)
    page = desk(root).get(reverse("inbox-edit", args=[care.pk])).content.decode()
    assert "all of them are here" in page and "Fetch the missing mails" not in page


def test_what_was_erased_here_is_not_missing_and_does_not_come_back(server, mailbox):
    server.put(numbered(1), numbered(2))
    fetch_once(mailbox)
    RawMail.objects.filter(external_id="1@x.example").delete()

    assert count(mailbox) == []
    assert reconcile.fetch_missing(mailbox) == 0
    assert RawMail.objects.count() == 1


def test_what_was_deleted_on_the_server_is_not_missing(late, server, mailbox):
    with server.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([2])
        client.expunge()

    assert count(mailbox) == []


def test_what_is_older_than_wanted_is_not_missing(server, mailbox):
    now = timezone.now()
    for days, n in [(30, 1), (1, 2)]:
        server.put(numbered(n), at=now - timedelta(days=days))
    server.put(numbered(3), at=now + timedelta(minutes=1))
    Mailbox.objects.update(since=now)
    mailbox.refresh_from_db()
    assert fetch_once(mailbox) == 1

    assert count(mailbox) == []
    assert mailbox.listed_count == 1


def test_the_same_mail_twice_and_one_in_quarantine_are_not_missing(server, mailbox, large):
    server.put(numbered(1))
    fetch_once(mailbox)

    assert count(mailbox) == []
    assert mailbox.listed_count == 4
    assert RawMail.objects.count() == 3


def test_what_came_before_receipts_were_kept_is_not_counted(server, mailbox):
    server.put(numbered(1), numbered(2))
    fetch_once(mailbox)
    Receipt.objects.all().delete()
    Mailbox.objects.update(counted_from=2)
    mailbox.refresh_from_db()
    server.put(numbered(3))
    fetch_once(mailbox)

    assert count(mailbox) == []
    assert mailbox.listed_count == 1


def test_a_server_that_numbers_anew_is_counted_by_its_new_numbers(late, server, mailbox):
    count(mailbox)
    server.renumber()

    assert reconcile.fetch_missing(mailbox) == 0  # that is left to the fetching, which begins again
    fetch_once(mailbox)
    assert count(mailbox) == []
    assert (mailbox.listed_count, mailbox.missing_count) == (3, 0)
    assert RawMail.objects.count() == 3
    assert Receipt.objects.filter(uid_validity=mailbox.uid_validity).count() == Receipt.objects.count() == 3


def test_the_mail_service_counts_by_itself(late, mailbox, running):
    running(mailbox)

    assert until(lambda: Mailbox.objects.get().missing_count == 1)


def test_a_large_folder_is_listed_by_ranges(server, mailbox, monkeypatch, running):
    monkeypatch.setattr(listing, "SEARCHED", 2)
    server.put(*(numbered(n) for n in range(7)))
    with server.client() as other:
        other.select_folder("INBOX")
        other.delete_messages([1, 4])
        other.expunge()

    assert fetch_once(mailbox) == 5
    running(mailbox)
    assert until(lambda: Mailbox.objects.get().listed_count == 5)
    assert RawMail.objects.count() == 5 and Mailbox.objects.get().missing_count == 0
