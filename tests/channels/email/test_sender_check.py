"""The verdict on a sender and what follows from it: whose the mail is, which ticket it joins, what the desk answers."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.utils import timezone

from shopbell.channels.delivery import Delivery
from shopbell.channels.email import inbound, sender_check
from shopbell.channels.email.authenticity.verdict import Standing, Verdict
from shopbell.channels.email.inbound import process_all
from shopbell.channels.email.joining.party import reply_address
from shopbell.channels.email.joining.token import message_id, sign
from shopbell.channels.email.models import EmailMessage, SenderCheck
from shopbell.channels.email.raw_mail import Arrival, Door, RawMail, store
from shopbell.channels.email.sending.suppression import Reason, Suppression, suppress
from shopbell.channels.email.side import start_side_conversation
from shopbell.channels.reply import send_reply
from shopbell.customers.customer import find_or_create_customer
from shopbell.customers.models import Customer, Identity
from shopbell.tickets.message import Message
from shopbell.tickets.models import Ticket
from shopbell.tickets.ticket import Status

from .authenticity.conftest import PEER, signed, world
from .conftest import mail, work

__all__ = ["world"]
EVIL = "8.8.8.8"


@pytest.fixture
def names(monkeypatch, world):
    """The desk asks the local name server."""
    server = world.server()
    for module in (sender_check, inbound):
        monkeypatch.setattr(module, "our_server", lambda: server)
    return world


@pytest.fixture
def arrives(names, care, db):
    """A mail comes to the desk's own listener from a server of the world, and is made a message."""

    def take(
        raw: bytes, *, peer: str = EVIL, mail_from: str = "x@evil.example", to: str = "care@shop.example"
    ) -> Message:
        arrival = Arrival(raw, Door.SMTP, mail_from, [to], care.pk, peer=peer, helo="mx.evil.example")
        [pk] = store([arrival])
        process_all([pk])
        return EmailMessage.objects.get(raw_id=pk).message

    return take


def reply_address_of(delivery: Delivery) -> str:
    return f"care+{sign(delivery.message.ticket_id, delivery.pk)}@shop.example"


def genuine(text: str = "Where is my parcel?", **headers: str) -> bytes:
    raw = mail(text, **headers).replace(b"\n", b"\r\n")
    return signed(raw, headers=[b"from", b"to", b"subject", b"message-id"])


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


def test_a_forged_sender_joins_no_ticket_by_a_reference(arrives, mina):
    asked = arrives(genuine())

    forged = arrives(
        mail("Refund to another account.", message_id="<f@x.example>", in_reply_to="<first@shopper.example>")
    )

    assert forged.ticket != asked.ticket
    assert "its sender is forged" in forged.ticket.messages.get(kind="note").text


@pytest.mark.requirement("R20")
def test_a_genuine_sender_joins_by_a_reference(arrives, mina):
    asked = arrives(genuine())

    again = arrives(genuine("And?", message_id="<b@shopper.example>", in_reply_to="<first@shopper.example>"))

    assert again.ticket == asked.ticket


@pytest.fixture
def answered(arrives, bo, django_capture_on_commit_callbacks):
    """Mina's mail, and where Bo's answer asks to be answered."""
    message = arrives(genuine())
    reply = send_reply(message.ticket, "On its way.", by=bo)
    delivery = Delivery.objects.get(message=reply)
    return message.ticket, reply_address_of(delivery)


def test_whoever_answers_with_our_token_joins_and_is_marked_all_the_same(answered, arrives):
    ticket, token = answered

    forged = arrives(mail("Thanks.", message_id="<t@x.example>", to=token))

    assert forged.ticket == ticket
    assert forged.email.sender_check.standing == "forged"


def test_the_token_of_a_mail_to_somebody_else_does_not_let_a_forger_in(answered, arrives, theo):
    ticket, token = answered
    Delivery.objects.filter(message__ticket=ticket, purpose="reply").update(recipient="theo@shopper.example")

    assert arrives(mail("Thanks.", message_id="<t@x.example>", to=token)).ticket != ticket


def test_the_message_id_of_a_mail_to_them_does_not_let_a_forger_in(answered, arrives):
    """Programs name it in what they answer to all, and in what they pass on."""
    ticket, _token = answered
    ours = f"<{message_id(ticket.pk, Delivery.objects.get(purpose='reply').pk)}>"

    assert arrives(mail("Thanks.", message_id="<t@x.example>", in_reply_to=ours)).ticket != ticket
    assert arrives(genuine("Thanks.", message_id="<g@x.example>", in_reply_to=ours)).ticket == ticket


@pytest.mark.parametrize(("is_genuine", "is_verified"), [(True, True), (False, False)])
def test_an_answer_proves_the_address_only_when_its_sender_is_not_forged(
    answered, arrives, is_genuine, is_verified
):
    ticket, token = answered
    Identity.objects.filter(value="mina@shopper.example").update(verified_at=None, source="email")
    answer = {"message_id": "<t@x.example>", "to": token}

    arrives(genuine("Thanks.", **answer) if is_genuine else mail("Thanks.", **answer))

    assert (
        Identity.objects.get(value="mina@shopper.example", customer=ticket.customer).is_verified
        == is_verified
    )


def test_a_claim_that_a_forged_mail_made_is_never_proven_by_an_answer(arrives, mina, bo):
    forged = arrives(mail())
    delivery = Delivery.objects.get(message=send_reply(forged.ticket, "Is this you?", by=bo))
    token = reply_address_of(delivery)

    arrives(genuine("No!", message_id="<no@shopper.example>", to=token))

    assert not forged.customer.identities.get().is_verified
    forged.customer.refresh_from_db()
    assert forged.customer.merged_into is None


@pytest.mark.parametrize(
    ("writer", "joins"), [("lea@shopper.example", True), ("theo@shopper.example", False)]
)
def test_a_forged_sender_joins_a_side_conversation_only_with_the_token_of_their_own(
    arrives, late_parcel, bo, writer, joins
):
    """Both were asked at the side; the mail says that it is Lea's, with the token of a mail to `writer`."""
    to = "lea@shopper.example, theo@shopper.example"
    start_side_conversation(
        late_parcel, to=to, subject="Parcel 4711", text="Where is it?", by=bo, client_id=None
    )
    delivery = Delivery.objects.get(purpose="side", recipient=writer)
    answer = reply_address_of(delivery)

    message = arrives(
        mail("Pay here.", message_id="<s@x.example>", to=answer, **{"from": "lea@shopper.example"})
    )

    assert message.email.sender_check.standing == "forged"
    assert (message.ticket == late_parcel) == joins


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
