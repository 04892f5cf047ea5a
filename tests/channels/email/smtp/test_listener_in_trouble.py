"""What the listener cannot keep: one mail costs the others nothing, and is tried again later."""

import smtplib
import threading

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from shopbell.accounts.letter import Letter
from shopbell.channels.email import inbound, raw_mail
from shopbell.channels.email.breakdown import tell_breakdowns
from shopbell.channels.email.models import RawMail
from shopbell.tickets.models import Ticket

from ..conftest import mail

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_store_that_fails_is_a_reason_to_try_later(door, monkeypatch):
    def fail(arrivals):
        raise OSError("no space left on device")

    monkeypatch.setattr(inbound, "store", fail)
    with door.client() as client:
        client.ehlo()
        client.mail("a@b.example")
        client.rcpt("care@shop.example")
        assert client.data(mail("x"))[0] == 451

    assert not RawMail.objects.exists()


def test_one_mail_that_cannot_be_kept_does_not_cost_the_others_theirs(door, monkeypatch):
    real, held = inbound.store, threading.Event()

    def fail_on_poison(arrivals):
        held.wait(1)
        if any(b"poison" in arrival.raw for arrival in arrivals):
            raise ValueError("poison")
        return real(arrivals)

    monkeypatch.setattr(inbound, "store", fail_on_poison)
    answers = {}

    def send(word: str) -> None:
        with door.client() as client:
            client.ehlo()
            client.mail("a@b.example")
            client.rcpt("care@shop.example")
            answers[word] = client.data(mail(word, message_id=f"<{word}@x.example>"))[0]

    threads = [threading.Thread(target=send, args=[word]) for word in ("good", "poison", "better", "best")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == {"good": 250, "poison": 250, "better": 250, "best": 250}
    assert RawMail.objects.filter(state="waiting").count() == 3
    assert b"poison" in RawMail.objects.get(state="quarantined").raw


@pytest.mark.requirement("R19")
def test_a_mail_that_no_row_can_be_made_of_is_held_back_whole_and_tried_again_later(
    door, monkeypatch, desk, root
):
    def fail(raw):
        raise ZeroDivisionError("a fault of ours")

    raw = mail().replace(b"\n", b"\r\n")
    with monkeypatch.context() as patch:
        patch.setattr(raw_mail, "peek", fail)
        door.send(raw)
        door.send(raw)  # whoever did not hear the answer brings it again

    held = RawMail.objects.get()
    assert (held.state, held.error) == ("quarantined", "ZeroDivisionError: a fault of ours")
    assert held.raw == raw and held.recipients == ["care@shop.example"]
    tell_breakdowns(timezone.now())
    assert "Mail is in the quarantine" in Letter.objects.get().content
    desk(root).post(reverse("quarantine-replay", args=[held.pk]))
    assert Ticket.objects.get().subject == "Where is my parcel?"


def test_a_database_that_fails_holds_nothing_back(door, monkeypatch):
    def fail(arrivals):
        raise OperationalError("gone")

    monkeypatch.setattr(inbound, "store", fail)
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        door.send(mail())
    assert not RawMail.objects.exists()
