"""Mail that comes back: it stands on the message that it speaks of, and the agent hears of it."""

import pytest
from django.utils import timezone

from shopbell.channels.delivery import State, finish, send_again
from shopbell.channels.email.joining import token
from shopbell.channels.email.raw_mail import RawMail
from shopbell.channels.email.receive import receive
from shopbell.channels.email.reports import delivery_report
from shopbell.channels.email.reports.delivery_report import KEPT, DeliveryReport, forget_arrivals
from shopbell.channels.email.sending.suppression import Reason, Suppression
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.event import Verb
from shopbell.tickets.models import Event, Message, Ticket

from ..conftest import mail, work
from ..made_reports import own_id, plain, status, structured

NO_USER = "550 5.1.1 no such user"


@pytest.fixture
def sent(care, ada):
    """Ada's answer to Mina's mail, handed to the mail server."""
    question = Ticket.objects.get(pk=receive(mail("Where is it?"))["ticket"])
    delivery = send_reply(question, "On its way.", by=ada).deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(state=State.SENT, external_id=own_id(delivery))
    delivery.refresh_from_db()
    return delivery


def return_address(delivery: Delivery) -> str:
    """Where the desk asks servers to report on the delivery: the sender of its envelope."""
    return f"care+{token.sign(delivery.message.ticket_id, delivery.pk)}@shop.example"


def fresh(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


@pytest.mark.requirement("R23")
def test_a_mail_that_came_back_is_not_shown_as_sent(sent):
    messages = Message.objects.count()
    became = receive(status(sent, "failed", "5.1.1", NO_USER))

    assert (fresh(sent).state, became["ticket"]) == (State.FAILED, sent.message.ticket_id)
    assert NO_USER in fresh(sent).error
    assert Event.objects.get(verb=Verb.FAILED).message == sent.message
    assert (Ticket.objects.count(), Message.objects.count()) == (1, messages)


def test_the_same_report_twice_or_by_two_ways_is_one(sent):
    for name in ("report", "report", "other"):
        receive(status(sent, "failed", "5.1.1", NO_USER, name=name))

    assert Event.objects.filter(verb=Verb.FAILED).count() == 1
    assert DeliveryReport.objects.count() == 2


def test_a_report_to_the_address_of_the_envelope_needs_no_message_id(sent):
    receive(
        status(sent, "failed", "5.2.2", "552 5.2.2 full", about="lost@x.example", to=return_address(sent))
    )

    assert fresh(sent).state == State.FAILED
    assert not Suppression.objects.exists()  # a full mailbox may have room tomorrow


def test_a_plain_bounce_counts_as_well(sent):
    receive(plain(sent, f"Remote host said: {NO_USER}"))

    assert fresh(sent).state == State.FAILED


def test_a_delay_is_shown_and_no_failure(sent):
    receive(status(sent, "delayed", "4.4.1", "451 4.4.1 busy"))

    assert (fresh(sent).state, fresh(sent).error) == (State.SENT, "451 4.4.1 busy")
    assert not Event.objects.filter(verb=Verb.FAILED).exists()


def test_what_arrived_or_was_read_is_delivered(sent):
    receive(status(sent, "delayed", "4.4.1", "451 4.4.1 busy"))
    receive(status(sent, "delivered", "2.0.0", "250 ok", name="second"))

    assert (fresh(sent).state, fresh(sent).error) == (State.DELIVERED, "")


def test_what_only_told_of_an_arrival_goes_after_a_while_and_the_message_still_says_so(sent):
    receive(status(sent, "delivered", "2.0.0", "250 ok"))
    kept = RawMail.objects.count()

    assert forget_arrivals(timezone.now()) == 0
    assert forget_arrivals(timezone.now() + KEPT) == 1 and forget_arrivals(timezone.now() + KEPT) == 0
    assert not DeliveryReport.objects.exists() and RawMail.objects.count() == kept - 1
    receive(status(sent, "delivered", "2.0.0", "250 ok"))  # a server that numbers anew brings it once more
    assert (fresh(sent).state, Ticket.objects.count()) == (State.DELIVERED, 1)


def test_what_told_of_trouble_stays_also_where_others_got_it(sent, ada):
    other = send_reply(sent.message.ticket, "Once more.", by=ada).deliveries.get()
    for number, action in enumerate(("delayed", "failed", "delivered")):
        receive(status(sent, action, "4.4.1", "451 4.4.1 busy", name=f"report-{number}"))
    arrived = DeliveryReport.objects.get(action="delivered")
    DeliveryReport.objects.create(raw=arrived.raw, delivery=other, action="failed")

    assert forget_arrivals(timezone.now() + KEPT) == 0
    assert DeliveryReport.objects.count() == 4


def test_a_month_of_arrivals_goes_in_portions(sent, monkeypatch):
    monkeypatch.setattr(delivery_report, "AT_ONCE", 2)
    for number in range(5):
        receive(status(sent, "delivered", "2.0.0", "250 ok", name=f"report-{number}"))

    assert forget_arrivals(timezone.now() + KEPT) == 5


@pytest.mark.parametrize("action", ["delivered", "relayed"])
def test_the_report_that_was_asked_for_opens_no_ticket(sent, action):
    """Some return no headers: then the id of the envelope tells the mail."""
    fields = (
        f"Original-Envelope-Id: {own_id(sent)}\nReporting-MTA: dns; relay.example\n\n"
        f"Original-Recipient: rfc822; {sent.recipient}\nFinal-Recipient: rfc822; x@y.example\n"
        f"Action: {action}\nStatus: 2.1.9"
    )
    receive(structured(sent, fields, about="lost@x.example"))

    assert (fresh(sent).state, Ticket.objects.count()) == (State.DELIVERED, 1)


def test_a_report_on_mail_that_is_not_ours_is_a_mail_like_others(sent):
    receive(status(sent, "failed", "5.1.1", NO_USER, about="someone@else.example"))

    assert fresh(sent).state == State.SENT and Ticket.objects.count() == 2
    assert Ticket.objects.latest("pk").waiting_since is None  # somebody wrote in our name; nobody waits


def test_an_address_that_does_not_exist_is_written_to_no_more_and_says_why(sent, ada):
    receive(status(sent, "failed", "5.1.1", NO_USER, to=return_address(sent)))
    send_again(fresh(sent), by=ada)
    work()

    assert fresh(sent).state == State.FAILED
    assert "came back" in fresh(sent).error and "Addresses not written to" in fresh(sent).error


def test_who_writes_from_it_is_written_to_again(sent):
    receive(status(sent, "failed", "5.1.1", NO_USER, to=return_address(sent)))
    receive(mail("I am here!", message_id="<again@shopper.example>"))

    assert not Suppression.objects.exists()


def test_a_complaint_ends_the_mail_and_stands_in_the_ticket(sent):
    fields = f"Feedback-Type: abuse\nOriginal-Rcpt-To: {sent.recipient}"
    receive(
        structured(
            sent, fields, kind="feedback-report", part="message/feedback-report", to=return_address(sent)
        )
    )
    receive(mail("Hello?", message_id="<again@shopper.example>"))  # whatever they write, the complaint stands

    assert Suppression.objects.get().reason == Reason.COMPLAINT
    assert sent.message.ticket.messages.filter(kind="note", text__contains="spam").count() == 1


def test_who_knows_only_a_message_id_cuts_nobody_off(sent):
    fields = f"Feedback-Type: abuse\nOriginal-Rcpt-To: {sent.recipient}"
    receive(structured(sent, fields, kind="feedback-report", part="message/feedback-report"))
    receive(status(sent, "failed", "5.1.1", NO_USER, name="second"))

    assert not Suppression.objects.exists()


def test_a_report_of_arrival_that_is_quicker_than_the_worker_is_not_lost(sent):
    Delivery.objects.filter(pk=sent.pk).update(state=State.SENDING, claimed_at=timezone.now())
    worker = fresh(sent)
    receive(status(sent, "delivered", "2.0.0", "250 ok"))
    finish(worker, State.SENT, external_id="abc")

    assert fresh(sent).state == State.DELIVERED


def test_a_bounce_that_is_quicker_than_the_worker_is_not_lost(sent):
    Delivery.objects.filter(pk=sent.pk).update(state=State.SENDING, claimed_at=timezone.now())
    worker = fresh(sent)
    receive(status(sent, "failed", "5.1.1", NO_USER))
    finish(worker, State.SENT, external_id="abc")

    assert fresh(sent).state == State.FAILED
