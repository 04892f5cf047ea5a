"""Mail servers as they are: greylisting, slow, gone in the wrong moment, and reporting days later."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from shopbell.channels.delivery import PAUSES_SECONDS, State, deliver
from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from shopbell.channels.recovery import recover_deliveries
from shopbell.channels.reply import send_reply
from shopbell.tickets.addressees import Addressees

from ..made_reports import status

pytestmark = pytest.mark.django_db
KOFI, GONE = "kofi@shopper.example", "gone@shopper.example"


def tried(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery after a worker took it up at `now`."""
    deliver(delivery.pk, now)
    return Delivery.objects.select_related("message__ticket").get(pk=delivery.pk)


@pytest.mark.requirement("R19")
def test_a_greylisting_server_gets_the_mail_the_second_time_and_once(queued, relay):
    relay.is_greylisting = True
    waiting = tried(queued, timezone.now())
    assert (waiting.state, "Greylisted" in waiting.error, relay.mails) == (State.QUEUED, True, [])

    sent = tried(waiting, waiting.not_before)
    tried(sent, waiting.not_before + timedelta(days=1))

    assert (sent.state, sent.error, len(relay.mails)) == (State.SENT, "", 1)


def test_a_server_that_is_down_is_asked_for_days_with_growing_pauses(queued, relay):
    relay.answers["rcpt"] = "421 4.3.2 Down for the weekend"
    begun = now = timezone.now()
    pauses = []
    while (waiting := tried(queued, now)).state == State.QUEUED:
        pauses.append((waiting.not_before - now).total_seconds())
        now = waiting.not_before

    assert len(pauses) == len(PAUSES_SECONDS)
    assert all(later > earlier * 0.6 for earlier, later in zip(pauses, pauses[1:], strict=False))
    assert timedelta(days=3) < now - begun < timedelta(days=6)
    assert (waiting.state, "421 4.3.2 Down for the weekend" in waiting.error) == (State.FAILED, True)
    assert waiting.message.ticket.events.filter(verb="failed").count() == 1


def test_each_of_several_has_a_way_of_their_own(care, late_parcel, ada, relay):
    relay.is_greylisting, relay.refused = True, {GONE}
    everybody = Addressees(to="mina@shopper.example", cc=KOFI, bcc=GONE)
    reply = send_reply(late_parcel, "Soon.", by=ada, addressees=everybody)
    now = timezone.now() + timedelta(seconds=6)
    relay.known.add((f"{_token(reply, KOFI)}", KOFI))
    for delivery in reply.deliveries.all():
        tried(delivery, now)

    states = dict(reply.deliveries.values_list("recipient", "state"))
    assert states == {"mina@shopper.example": "queued", KOFI: "sent", GONE: "failed"}


def _token(reply, recipient: str) -> str:
    from shopbell.channels.email.sending.outbound import compose

    return compose(reply.deliveries.get(recipient=recipient)).envelope_sender


@pytest.mark.parametrize("fault", ["hangs_up", "is_silent"])
def test_a_server_that_took_it_and_did_not_say_so_never_gets_it_twice(queued, relay, settings, fault):
    settings.EMAIL_TIMEOUT = 1
    setattr(relay, fault, True)
    maybe = tried(queued, timezone.now())
    setattr(relay, fault, False)
    for days in range(1, 9):
        later = timezone.now() + timedelta(days=days)
        recover_deliveries(later)
        tried(maybe, later)

    assert (maybe.state, len(relay.mails)) == (State.FAILED, 1)
    assert "may have arrived" in maybe.error


def test_a_worker_that_dies_between_the_server_and_the_database_sends_it_once(queued, relay, monkeypatch):
    class Died(BaseException):
        pass

    def die(*args, **more):
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr("shopbell.channels.delivery.finish", die)
        with pytest.raises(Died):
            deliver(queued.pk)
    recover_deliveries(timezone.now() + timedelta(minutes=6))
    found = tried(queued, timezone.now() + timedelta(days=1))

    assert (found.state, len(relay.mails)) == (State.FAILED, 1)
    assert "may have arrived" in found.error


def test_what_bounces_days_later_is_shown_with_the_server_s_words(queued, relay, desk, ada):
    sent = tried(queued, timezone.now())
    assert sent.state == State.SENT
    receive(status(sent, "failed", "5.2.2", "552 5.2.2 Mailbox full"))

    page = desk(ada).get(f"/desk/tickets/{sent.message.ticket_id}/").content.decode()
    assert "552 5.2.2 Mailbox full" in page and "not delivered" in page


def test_the_message_says_why_it_waits(queued, relay, desk, ada):
    relay.answers["data"] = "452 4.3.1 Disk full"
    waiting = tried(queued, timezone.now())

    page = desk(ada).get(f"/desk/tickets/{waiting.message.ticket_id}/").content.decode()
    assert "Not sent to mina@shopper.example yet: the desk tries again at" in page
    assert "452 4.3.1 Disk full" in page and "waits to be sent" in page
