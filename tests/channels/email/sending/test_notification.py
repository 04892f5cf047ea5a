"""Asking servers to report what became of a mail: where they offer it, where not, and where they only say so."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from shopbell.channels.delivery import State, deliver
from shopbell.channels.email.models import Mailbox, WayOut
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.notification import xtext
from shopbell.channels.models import Delivery
from shopbell.tickets.models import Message

from ..conftest import mail
from ..made_reports import own_id, status

pytestmark = pytest.mark.django_db


def sent(delivery: Delivery) -> Delivery:
    deliver(delivery.pk, timezone.now())
    return Delivery.objects.get(pk=delivery.pk)


def test_a_server_that_offers_reports_is_asked_and_believed(queued, relay):
    relay.offers_reports = True
    assert sent(queued).state == State.SENT

    (taken,) = relay.mails
    assert taken.mail_options[-2:] == ["RET=HDRS", f"ENVID={own_id(queued)}".upper()]
    assert taken.rcpt_options == ["NOTIFY=SUCCESS,FAILURE,DELAY", "ORCPT=RFC822;MINA@SHOPPER.EXAMPLE"]

    receive(status(queued, "relayed", "2.1.9", "250 Ok", to=taken.mail_from))
    assert Delivery.objects.get(pk=queued.pk).state == State.DELIVERED


def test_a_server_that_offers_none_is_not_asked(queued, relay):
    assert sent(queued).state == State.SENT

    (taken,) = relay.mails
    assert not any("NOTIFY" in each or "ENVID" in each for each in [*taken.mail_options, *taken.rcpt_options])


def test_a_server_that_does_not_understand_what_it_offers_gets_the_mail_all_the_same(queued, relay):
    relay.offers_reports = relay.says_so_only = True

    assert (sent(queued).state, len(relay.mails)) == (State.SENT, 1)


def test_the_account_of_an_inbox_is_asked_for_trouble_only(queued, relay, care, settings):
    """People look into the mailbox that the reports come to."""
    relay.offers_reports = True
    port = urlsplit(settings.MAIL_URL).port
    WayOut.objects.create(inbox=care, sign_in="password", host="127.0.0.1", port=port, encryption="none")
    sent(queued)

    assert relay.mails[0].rcpt_options[0] == "NOTIFY=FAILURE,DELAY"


def test_where_mail_is_fetched_from_an_account_trouble_alone_is_asked_for(queued, relay, care):
    relay.offers_reports = True
    Mailbox.objects.create(inbox=care, host="imap.shop.example", user="care", secret="x")
    sent(queued)

    assert relay.mails[0].rcpt_options[0] == "NOTIFY=FAILURE,DELAY"


def test_nothing_is_asked_for_a_mail_that_nobody_shall_answer(care, relay):
    relay.offers_reports = True
    receive(mail())
    sent(acknowledge(Message.objects.get()))

    assert relay.mails[0].rcpt_options == []


@pytest.mark.parametrize(
    ("words", "written"), [("a+b=c@x.example", "a+2Bb+3Dc@x.example"), ("a b", "a+20b"), ("plain", "plain")]
)
def test_signs_that_mean_something_in_a_parameter_are_written_otherwise(words, written):
    assert xtext(words) == written
