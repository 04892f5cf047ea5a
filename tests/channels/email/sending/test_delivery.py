"""A delivery against a real mail server that refuses, delays and hangs up."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from shopbell.channels import delivery as module
from shopbell.channels.delivery import (
    State,
    deliver,
    queue_delivery,
    send_again,
)
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.unsending import unsend_reply
from tests.fakes.mail_relay import free_port

from ..conftest import work

pytestmark = pytest.mark.django_db
before_others = pytest.mark.django_db(transaction=True)  # what other threads and processes must see


@pytest.mark.requirement("R19")
def test_a_reply_is_sent_once(queued, relay):
    deliver(queued.pk)
    deliver(queued.pk)

    queued.refresh_from_db()
    assert (queued.state, len(relay.mails), queued.error) == (State.SENT, 1, "")
    assert f"<{queued.external_id}>".encode() in relay.mails[0].content
    assert relay.mails[0].rcpt_tos == ["mina@shopper.example"]


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_refusal_for_good_is_shown_with_the_servers_words(queued, relay, step):
    relay.answers[step] = "550 5.1.1 No such shopper"
    deliver(queued.pk)

    queued.refresh_from_db()
    assert queued.state == State.FAILED
    assert "550 5.1.1 No such shopper" in queued.error
    event = queued.message.ticket.events.get(verb="failed")
    assert event.data["recipient"] == "mina@shopper.example"


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_refusal_for_now_is_tried_again_later(queued, relay, step):
    relay.answers[step] = "451 4.7.1 Greylisted"
    deliver(queued.pk)

    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == (State.QUEUED, 1)
    assert "Greylisted" in queued.error
    assert queued.not_before > timezone.now() + timedelta(seconds=15)
    relay.answers.clear()
    deliver(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, len(relay.mails)) == (State.SENT, 1)


def test_after_the_last_attempt_it_has_failed(queued, relay):
    relay.answers["rcpt"] = "451 4.7.1 Greylisted"
    for _ in range(len(module.PAUSES_SECONDS) + 1):
        deliver(queued.pk)

    queued.refresh_from_db()
    assert queued.state == State.FAILED


def test_a_server_that_is_not_there_is_tried_again(queued, settings):
    settings.MAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    deliver(queued.pk)

    queued.refresh_from_db()
    assert queued.state == State.QUEUED
    assert "cannot be reached" in queued.error


class Odd(threading.Thread):
    """A server that hangs up, or falls silent, at a step: greeting, after mail, after the content."""

    def __init__(self, step: str, *, is_silent: bool = False):
        super().__init__(daemon=True)
        self.step, self.is_silent = step, is_silent
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self) -> None:
        client, _ = self.socket.accept()
        file = client.makefile("rb")
        answers = {
            b"EHLO": b"250 odd\r\n",
            b"MAIL": b"250 ok\r\n",
            b"RCPT": b"250 ok\r\n",
            b"DATA": b"354 go\r\n",
        }
        if self.step != "GREETING":
            client.sendall(b"220 odd\r\n")
            while (line := file.readline().upper()) and not line.startswith(self.step.encode()):
                client.sendall(answers.get(line[:4], b"500 what\r\n"))
                if line.startswith(b"DATA"):
                    while file.readline() != b".\r\n":
                        pass
                    break
        if self.is_silent:
            time.sleep(4)
        client.close()


@pytest.mark.parametrize("is_silent", [False, True])
@pytest.mark.parametrize("step", ["GREETING", "MAIL"])
def test_a_server_that_goes_before_it_has_the_mail_is_tried_again(queued, settings, step, is_silent):
    settings.MAIL_URL, settings.EMAIL_TIMEOUT = f"smtp://127.0.0.1:{Odd(step, is_silent=is_silent).port}", 1
    deliver(queued.pk)

    queued.refresh_from_db()
    assert queued.state == State.QUEUED


@pytest.mark.parametrize("is_silent", [False, True])
def test_a_server_that_goes_when_it_may_have_the_mail_is_never_tried_again_by_itself(
    queued, settings, is_silent
):
    settings.MAIL_URL, settings.EMAIL_TIMEOUT = (
        f"smtp://127.0.0.1:{Odd('NEVER', is_silent=is_silent).port}",
        1,
    )
    deliver(queued.pk)

    queued.refresh_from_db()
    assert queued.state == State.FAILED
    assert "may have arrived" in queued.error


# --- again ----------------------------------------------------------------------------------------------
@pytest.fixture
def failed(queued, relay):
    relay.answers["rcpt"] = "550 no"
    deliver(queued.pk)
    relay.answers.clear()
    queued.refresh_from_db()
    return queued


def test_an_agent_sends_a_failed_one_again(failed, relay, desk, ada):
    answer = desk(ada).post(reverse("delivery-again", args=[failed.pk]))
    work()

    failed.refresh_from_db()
    assert answer.status_code == 302
    assert (failed.state, len(relay.mails)) == (State.SENT, 1)
    assert failed.message.ticket.events.filter(verb="resent", agent=ada).exists()


def test_nobody_sends_again_what_has_not_failed(queued, ada):
    with pytest.raises(Refused, match="could not be delivered"):
        send_again(queued, by=ada)


def test_who_cannot_see_the_ticket_cannot_send_again(failed, desk, cy, client):
    assert desk(cy).post(reverse("delivery-again", args=[failed.pk])).status_code == 404
    client.logout()
    client.post(reverse("delivery-again", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.state == State.FAILED


# --- held, and taken back ---------------------------------------------------------------------------------
def test_a_reply_that_was_taken_back_is_never_sent(care, late_parcel, ada, relay):
    reply = send_reply(late_parcel, "Oh no.", by=ada)
    unsend_reply(reply, by=ada)
    deliver(reply.deliveries.get().pk)

    assert reply.deliveries.get().state == State.CANCELLED
    assert not relay.mails


def test_a_reply_that_is_being_sent_cannot_be_taken_back(care, late_parcel, ada, relay):
    """Even by an agent whose clock says that there is time left."""
    reply = send_reply(late_parcel, "Off it goes.", by=ada)
    deliver(reply.deliveries.get().pk)

    with pytest.raises(Refused, match="too late"):
        unsend_reply(reply, by=ada)
    assert len(relay.mails) == 1


@before_others
def test_many_workers_send_it_once(queued, relay):
    def run():
        deliver(queued.pk)
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(relay.mails) == 1


def test_queueing_twice_changes_nothing(queued):
    again = queue_delivery(queued.message, channel="email", recipient=queued.recipient)

    assert again == queued
