"""Of a real IMAP server: a mail larger than the desk takes stays there, is shown, and is found again where it lies."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from imapclient import IMAPClient

from shopbell.channels.email import inbound
from shopbell.channels.email.imap import fetch as fetching
from shopbell.channels.email.imap.stuck_mail import StuckMail
from shopbell.channels.email.models import Mailbox, RawMail
from shopbell.tickets.models import Message

from .dovecot import NEEDED, fetch_once

pytestmark = NEEDED


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
