"""A sender whose check comes late: nothing waits for it, and what it proves counts then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.email import sender_check
from shopbell.channels.email.authenticity.verdict import Standing, Verdict
from shopbell.channels.email.inbound import process_all
from shopbell.channels.email.models import SenderCheck
from shopbell.channels.email.raw_mail import Arrival, Door, RawMail, store
from shopbell.channels.email.sending.suppression import Reason, Suppression, suppress
from shopbell.customers.models import Identity
from tests.channels.email.checked_mail import EVIL, answered, arrives, genuine, names

from .authenticity.conftest import world
from .conftest import mail

__all__ = ["answered", "arrives", "names", "world"]


def test_a_dead_dns_holds_nothing_up_and_is_asked_again(arrives, names, mina):
    names.is_dead = True
    message = arrives(mail())
    assert message.email.sender_check.standing == "pending"
    assert message.customer == mina
    names.is_dead = False
    sender_check.our_server()._dead_until = 0
    sender_check.our_server()._kept.clear()

    assert sender_check.check_again(timezone.now()) == 0
    assert sender_check.check_again(timezone.now() + timedelta(minutes=2)) == 1

    assert SenderCheck.objects.get().standing == "forged"
    assert "did not come from there" in message.ticket.messages.get(kind="note").text


def test_an_answer_whose_check_was_late_proves_the_address_then(answered, arrives, names):
    ticket, token = answered
    Identity.objects.filter(value="mina@shopper.example").update(verified_at=None, source="email")
    server = sender_check.our_server()
    server._kept.clear()
    names.failing |= {"s1._domainkey.shopper.example", "_dmarc.shopper.example"}
    arrives(genuine("Thanks.", message_id="<t@shopper.example>", to=token))
    mine = Identity.objects.get(value="mina@shopper.example", customer=ticket.customer)
    assert not mine.is_verified
    names.failing.clear()
    server._kept.clear()

    sender_check.check_again(timezone.now() + timedelta(minutes=2))

    mine.refresh_from_db()
    assert mine.is_verified


def test_a_check_that_is_never_answered_ends_as_unproven(arrives, names, mina):
    names.failing.add("_dmarc.shopper.example")
    arrives(mail())
    now = timezone.now()
    for _ in range(10):
        now += timedelta(days=1)
        sender_check.check_again(now)

    found = SenderCheck.objects.get()
    assert (found.standing, found.tries) == ("unverified", 7)


def test_a_forger_cannot_put_the_verdict_off_with_a_name_that_cannot_be(arrives, mina):
    signature = b"DKIM-Signature: v=1; a=rsa-sha256; d=shopper.example; s=a\\9; h=from; bh=YQ==; b=YQ==\n"

    assert (
        arrives(mail().replace(b"Subject:", signature + b"Subject:")).email.sender_check.standing == "forged"
    )


def test_a_domain_that_asks_for_rejection_gets_it_when_its_own_servers_never_answer(arrives, names, mina):
    names.failing.add("s1._domainkey.shopper.example")
    arrives(genuine())
    assert SenderCheck.objects.get().standing == "pending"
    now = timezone.now()
    for _ in range(10):
        now += timedelta(days=1)
        sender_check.check_again(now)

    assert (SenderCheck.objects.get().standing, SenderCheck.objects.get().verdict.dmarc) == ("forged", "fail")


@pytest.mark.parametrize("standing", ["forged", "pending"])
def test_a_mail_that_proves_nothing_lifts_no_suppression(arrives, names, mina, standing):
    suppress("mina@shopper.example", Reason.BOUNCED)
    names.failing |= {"_dmarc.shopper.example"} if standing == "pending" else set()

    assert arrives(mail()).email.sender_check.standing == standing
    assert Suppression.objects.exists()


def test_a_mail_whose_check_was_late_lifts_the_suppression_then(arrives, names, mina):
    suppress("mina@shopper.example", Reason.BOUNCED)
    names.failing.add("_dmarc.shopper.example")
    names.failing.add("s1._domainkey.shopper.example")
    arrives(genuine())
    names.failing.clear()
    sender_check.our_server()._kept.clear()

    sender_check.check_again(timezone.now() + timedelta(minutes=2))

    assert not Suppression.objects.exists()


def test_a_mail_that_cannot_be_read_takes_no_neighbour_with_it(names, care, mina, db):
    arrivals = [
        Arrival(mail(message_id=f"<{n}@x.example>"), Door.SMTP, "x@evil.example", [], care.pk, peer=EVIL)
        for n in range(3)
    ]
    ids = store(arrivals)
    RawMail.objects.filter(pk=ids[1]).update(blob="0" * 64, content=None)

    process_all(ids)

    assert [RawMail.objects.get(pk=pk).state for pk in ids] == ["done", "quarantined", "done"]
    assert SenderCheck.objects.filter(standing="forged").count() == 2


def test_characters_that_the_database_refuses_are_taken_out_of_a_verdict(arrives, mina):
    signature = b"DKIM-Signature: v=1; a=rsa-sha256; d=evil\0.example; s=a; h=from; bh=YQ==; b=YQ==\n"
    message = arrives(mail().replace(b"Subject:", signature + b"Subject:"))

    assert [each.domain for each in message.email.sender_check.verdict.signatures] == ["evil.example"]
    assert Verdict(Standing.FORGED, "\ud800\0@x.example").as_data()["sender"] == "?@x.example"


def test_one_that_cannot_be_checked_again_keeps_no_other_waiting(arrives, names, mina):
    names.failing.add("_dmarc.shopper.example")
    broken, other = arrives(mail()), arrives(mail(message_id="<other@x.example>"))
    RawMail.objects.filter(pk=broken.email.raw_id).update(blob="0" * 64)
    names.failing.clear()
    sender_check.our_server()._kept.clear()
    now = timezone.now() + timedelta(minutes=2)

    assert sender_check.check_again(now) == 1

    assert SenderCheck.objects.get(mail=other.pk).standing == "forged"
    assert SenderCheck.objects.get(mail=broken.pk).next_try_at > now
