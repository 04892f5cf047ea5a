"""A mail that fails waits in quarantine with its error, and is replayed."""

import pytest
from django.db import OperationalError
from django.urls import reverse

from shopbell.channels.email import inbound
from shopbell.channels.email.inbound import process, take_in
from shopbell.channels.email.models import RawMail
from shopbell.channels.email.raw_mail import Arrival, Door, State
from shopbell.core import blob
from shopbell.tickets.models import Message

from .conftest import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarantined(care, monkeypatch):
    """A mail that a fault of ours kept from being read; returns its row."""
    with monkeypatch.context() as patch:
        patch.setattr(inbound, "write", lambda raw, mail, verdict: 1 / 0)
        [raw_id] = take_in(
            [Arrival(mail("Help"), Door.SMTP, "mina@shopper.example", ["care@shop.example"], care.pk)]
        )
        assert process(raw_id) is None
    return RawMail.objects.get(pk=raw_id)


def test_what_fails_is_kept_with_its_error(quarantined):
    assert quarantined.state == State.QUARANTINED
    assert "ZeroDivisionError" in quarantined.error
    assert quarantined.raw == mail("Help")
    assert not Message.objects.exists()


def test_a_database_that_fails_is_no_reason_for_quarantine(care, monkeypatch):
    def fail(raw, mail, verdict):
        raise OperationalError("gone")

    monkeypatch.setattr(inbound, "write", fail)
    [raw_id] = take_in([Arrival(mail(), Door.SMTP, inbox_id=care.pk)])
    with pytest.raises(OperationalError):
        process(raw_id)

    assert RawMail.objects.get(pk=raw_id).state == State.WAITING


def test_a_bucket_that_is_away_is_no_reason_for_quarantine(care, monkeypatch):
    def away(content):
        raise blob.Unreachable("s3://shop does not answer (GenericError).")

    [raw_id] = take_in([Arrival(mail(), Door.SMTP, inbox_id=care.pk)])
    with monkeypatch.context() as patch:
        patch.setattr(blob, "put", away)
        with pytest.raises(blob.Unreachable):
            process(raw_id)
    assert RawMail.objects.get(pk=raw_id).state == State.WAITING

    assert process(raw_id).text == "Where is my parcel?"


def test_a_lead_sees_it_and_replays_it(quarantined, desk, ada):
    console = desk(ada)
    page = console.get(reverse("settings-quarantine")).content.decode()
    assert "ZeroDivisionError" in page and "mina@shopper.example" in page

    raw = console.get(reverse("quarantine-raw", args=[quarantined.pk]))
    assert b"".join(raw.streaming_content) == mail("Help")
    console.post(reverse("quarantine-replay", args=[quarantined.pk]))
    assert Message.objects.get().text == "Help"
    assert "Nothing here" in console.get(reverse("settings-quarantine")).content.decode()


def test_a_replay_that_fails_again_stays(quarantined, desk, ada, monkeypatch):
    monkeypatch.setattr(inbound, "write", lambda raw, mail, verdict: {}["still"])
    page = desk(ada).post(reverse("quarantine-replay", args=[quarantined.pk]), follow=True)

    assert "still cannot be read" in page.content.decode()
    assert "KeyError" in RawMail.objects.get().error


@pytest.mark.parametrize(
    ("state", "said"), [(State.WAITING, "waits for its turn"), (State.DONE, "belongs in no ticket")]
)
def test_a_replay_that_makes_no_message_says_what_it_made(quarantined, desk, ada, monkeypatch, state, said):
    def take(raw):
        RawMail.objects.filter(pk=raw.pk).update(state=state)

    monkeypatch.setattr("shopbell.channels.email.views.quarantine.replay_mail", take)
    page = desk(ada).post(reverse("quarantine-replay", args=[quarantined.pk]), follow=True).content.decode()

    assert said in page and "still cannot be read" not in page


def test_an_agent_may_not_look_into_the_quarantine(quarantined, desk, bo, client):
    for name, args in [("settings-quarantine", []), ("quarantine-raw", [quarantined.pk])]:
        assert desk(bo).get(reverse(name, args=args)).status_code == 403
    assert desk(bo).post(reverse("quarantine-replay", args=[quarantined.pk])).status_code == 403
    client.logout()
    assert client.get(reverse("settings-quarantine")).status_code == 302
