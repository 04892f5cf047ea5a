"""What keeps mail from coming in or going out is told to the admins: once, when it begins."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.letter import Letter
from shopbell.channels.email import inbound
from shopbell.channels.email.breakdown import count_breakdowns, find_breakdowns, tell_breakdowns
from shopbell.channels.email.models import Grant, Mailbox, RawMail, WayOut
from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from shopbell.cli import doctor
from shopbell.core.settings_card import CARDS

from .conftest import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(care):
    return Mailbox.objects.create(
        inbox=care, host="mail.example", port=993, user="care", secret="x", error="LOGIN failed."
    )


@pytest.fixture
def unread(care, monkeypatch):
    def fail(*_words, **_more):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(inbound, "write", fail)
    receive(mail("Nobody can read this"))


def waits(queued, error: str, minutes: int = 40, **changes) -> None:
    """The delivery was tried in vain for that long."""
    made = {"created_at": timezone.now() - timedelta(minutes=minutes), "attempts": 3, "error": error}
    Delivery.objects.filter(pk=queued.pk).update(**(made | changes))


def told() -> list[str]:
    tell_breakdowns(timezone.now())
    return [json.loads(each.content)[1] for each in Letter.objects.order_by("pk")]


def test_mail_in_the_quarantine_is_told_once_and_again_when_it_was_empty_between(unread, root):
    assert told() == told() == ["Mail is in the quarantine"]
    assert CARDS["settings-quarantine"].alarm() == "1 mail"

    RawMail.objects.update(state="done")
    assert len(told()) == 1 and CARDS["settings-quarantine"].alarm() == ""
    RawMail.objects.update(state="quarantined")
    assert len(told()) == 2


def test_an_account_that_fails_for_longer_than_a_restart_is_told(mailbox, root):
    Mailbox.objects.update(failing_since=timezone.now() - timedelta(minutes=5))
    assert told() == [] and count_breakdowns() == 0

    Mailbox.objects.update(failing_since=timezone.now() - timedelta(minutes=20))
    assert told() == ["No mail is fetched for Care"] and count_breakdowns() == 1
    assert "LOGIN failed." in next(find_breakdowns(timezone.now())).words()


def test_an_account_that_its_service_refuses_has_a_letter_of_its_own(mailbox, root):
    Mailbox.objects.update(failing_since=timezone.now() - timedelta(minutes=20))
    now = timezone.now()
    Grant.objects.create(
        mailbox=mailbox, service_kind="google", refused="ended", expires_at=now, signed_in_at=now
    )

    assert told() == []


def test_a_mail_server_that_takes_nothing_is_told_with_its_words(queued, root):
    waits(queued, "The mail server cannot be reached: 535 5.7.8 wrong password")

    assert told() == told() == ["No mail leaves the desk"]
    assert "535 5.7.8" in next(find_breakdowns(timezone.now())).words()


def test_an_inboxs_own_server_is_named_by_the_inbox(queued, care, root):
    WayOut.objects.create(inbox=care, sign_in="password", host="smtp.example", user="care")
    waits(queued, "The mail server cannot be reached: timed out")

    assert told() == ["No mail leaves Care"]


@pytest.mark.parametrize(
    ("error", "minutes", "changes"),
    [
        ("The mail server answered 451 4.7.1 Greylisted", 40, {}),
        ("The mail server cannot be reached: timed out", 10, {}),
        ("The mail server cannot be reached: timed out", 40, {"attempts": 1}),
        ("The mail server cannot be reached: timed out", 40, {"state": "failed"}),
    ],
)
def test_what_passes_or_is_one_recipients_alone_is_no_breakdown(queued, root, error, minutes, changes):
    waits(queued, error, minutes, **changes)

    assert told() == []


def test_the_doctor_tells_of_them_and_trusts_no_old_count(mailbox, root):
    Mailbox.objects.update(
        counted_at=timezone.now() - timedelta(days=9),
        listed_count=7,
        failing_since=timezone.now() - timedelta(days=9),
    )
    with pytest.raises(doctor.Trouble, match="not counted for a day: Care"):
        doctor.mail_counted()
    with pytest.raises(doctor.Trouble, match="cannot be fetched from: LOGIN failed"):
        doctor.mail_flows()


def test_the_metrics_count_them(client, unread, mailbox):
    Mailbox.objects.update(failing_since=timezone.now() - timedelta(minutes=20))
    said = client.get("/metrics").content.decode()

    assert "shopbell_mail_quarantined 1\n" in said and "shopbell_mail_breakdowns 1\n" in said
