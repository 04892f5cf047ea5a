"""The verdict on a sender and what follows from it: whose the mail is, which ticket it joins, what the desk answers."""

from ipaddress import ip_network

import pytest

from shopbell.channels.delivery import Delivery
from shopbell.channels.email import sender_check
from shopbell.channels.email.authenticity.verdict import Standing, Verdict
from shopbell.channels.email.inbound import process_all
from shopbell.channels.email.joining.party import reply_address
from shopbell.channels.email.models import SenderCheck
from shopbell.channels.email.raw_mail import Arrival, Door, RawMail, store
from shopbell.customers.customer import find_or_create_customer
from shopbell.customers.models import Customer
from shopbell.tickets.models import Ticket
from shopbell.tickets.ticket import Status
from tests.channels.email.checked_mail import EVIL, arrives, genuine, names

from .authenticity.conftest import PEER, world
from .conftest import mail, work

__all__ = ["arrives", "names", "world"]


@pytest.mark.requirement("R19")
def test_a_genuine_mail_is_verified_and_belongs_to_its_customer(arrives, mina):
    message = arrives(genuine())

    assert message.email.sender_check.standing == "verified"
    assert message.customer == mina


def test_a_forged_sender_is_marked_and_is_not_the_customer(arrives, mina):
    message = arrives(mail())

    assert message.email.sender_check.standing == "forged"
    assert message.customer != mina
    assert not message.customer.identities.filter(verified_at__isnull=False).exists()


@pytest.mark.parametrize("blank", [b"\r\n", b"\r\n\r\n", b"\n\n\n"])
def test_empty_lines_before_its_head_hide_no_forged_sender(arrives, mina, blank):
    message = arrives(blank + mail())

    assert message.email.from_address == "mina@shopper.example"
    assert message.email.sender_check.standing == "forged"
    assert message.customer != mina


def test_a_genuine_mail_with_empty_lines_before_its_head_is_verified(arrives, mina):
    passed_on = b"\r\n\r\nReceived: from mx.sender.example\r\n" + genuine()

    assert arrives(passed_on).email.sender_check.standing == "verified"


def test_a_verdict_on_somebody_else_proves_nothing():
    verdict = Verdict(Standing.VERIFIED, "mina@shopper.example")

    assert verdict.about("mina@shopper.example").proves_mailbox
    assert not verdict.about("theo@shopper.example").proves_mailbox
    assert verdict.about("theo@shopper.example").standing == Standing.UNVERIFIED


def test_a_mail_whose_author_is_not_the_one_who_was_checked_proves_nothing(arrives, monkeypatch, mina):
    monkeypatch.setattr(sender_check, "sender_of", lambda raw: "theo@no-policy.example")

    verdict = arrives(mail()).email.sender_check.verdict

    assert (verdict.standing, verdict.proves_mailbox) == ("unverified", False)


def test_all_forgeries_of_one_address_are_one_stranger(arrives, mina):
    first, second = arrives(mail()), arrives(mail(message_id="<second@x.example>"))

    assert first.customer == second.customer
    assert Customer.objects.count() == 2


def test_what_a_forged_mail_claimed_first_is_not_the_owners_later(arrives):
    forged = arrives(mail())

    honest = arrives(genuine(message_id="<honest@shopper.example>"))

    assert honest.customer != forged.customer
    assert find_or_create_customer("email", "mina@shopper.example") == honest.customer


def test_a_mail_from_a_server_that_may_send_is_verified(arrives, mina):
    message = arrives(mail(), peer=PEER, mail_from="mina@shopper.example")

    assert (message.email.sender_check.verdict.by, message.customer) == ("spf", mina)


def test_a_relay_of_our_own_says_nothing_about_the_sender(arrives, mina, settings):
    settings.MAIL_RELAYS = [ip_network("8.8.0.0/16")]

    verdict = arrives(mail()).email.sender_check.verdict

    assert (verdict.standing, verdict.spf) == ("unverified", "unknown")


def test_a_neighbour_in_the_private_network_is_no_server_of_the_world(arrives, mina):
    assert arrives(mail(), peer="10.0.0.3").email.sender_check.verdict.spf == "unknown"


def test_the_listener_keeps_who_handed_the_mail_over(door):
    door.send(mail())

    raw = RawMail.objects.get()
    assert raw.peer == "127.0.0.1"
    assert raw.helo


def test_a_forged_mail_is_not_acknowledged(arrives, mina):
    arrives(mail())
    work()

    assert not Delivery.objects.exists()


@pytest.mark.requirement("R24")
def test_a_genuine_mail_is_acknowledged(arrives, mina):
    arrives(genuine())
    work()

    assert Delivery.objects.get().recipient == "mina@shopper.example"


def test_the_answer_to_a_forged_mail_does_not_go_where_it_asks(arrives, mina):
    message = arrives(mail(reply_to="x@evil.example"))

    assert reply_address(message.ticket) == "mina@shopper.example"


def test_a_batch_is_judged_together(names, care, mina, db):
    arrivals = [
        Arrival(genuine(message_id=f"<{n}@shopper.example>"), Door.SMTP, "", [], care.pk) for n in range(20)
    ]
    process_all(store(arrivals))

    assert list(SenderCheck.objects.values_list("standing", flat=True)) == ["verified"] * 20
    assert names.asked["_dmarc.shopper.example. TXT"] <= 8  # at once, before the first answer was there


def test_the_word_of_the_provider_counts_at_an_inbox_that_names_it(names, care, mina, db):
    care.settings["trusted_servers"] = "mx.provider.example"
    care.save()
    told = b"Authentication-Results: mx.provider.example; spf=pass smtp.mailfrom=mina@shopper.example\n"
    process_all(store([Arrival(told + mail(), Door.IMAP, inbox_id=care.pk)]))

    assert SenderCheck.objects.get().verdict.server == "mx.provider.example"
    assert SenderCheck.objects.get().standing == "verified"


def test_a_desk_that_asks_no_dns_checks_nothing(care, mina, db):
    process_all(store([Arrival(mail(), Door.SMTP, "", [], care.pk, peer=EVIL)]))

    assert not SenderCheck.objects.exists()
    assert Ticket.objects.get().status == Status.NEW
