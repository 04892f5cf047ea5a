"""What a stranger may try with forged mail and typed addresses."""

import subprocess
import sys

import pytest
from django.db import IntegrityError

from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.channels.email.joining.kept import is_automatic
from shopbell.channels.email.joining.party import reply_address
from shopbell.channels.email.models import RawMail
from shopbell.channels.email.receive import receive
from shopbell.customers.customer import claim_identity
from shopbell.tickets.models import Ticket

pytestmark = pytest.mark.django_db
TOKEN = "x" * 43


def mail(sender: str, text: str = "Hello", *headers: str) -> bytes:
    lines = [
        f"From: {sender}",
        "To: care@shop.example",
        "Subject: Question",
        f"Message-ID: <{hash(text)}@x.example>",
    ]
    return "\r\n".join([*lines, *headers, "", text]).encode()


@pytest.mark.requirement("R171")
def test_a_typed_address_does_not_own_later_mails(care):
    attacker = find_or_create_visitor(TOKEN).customer
    claim_identity(attacker, "email", "zoe@shopper.example", source="chat")

    answer = receive(mail("Zoe <zoe@shopper.example>"))

    assert answer["customer"] != attacker.pk
    attacker.refresh_from_db()
    assert attacker.name == ""


def test_a_forged_reply_to_does_not_lead_answers_away_from_a_proven_customer(care, mina):
    answer = receive(mail("mina@shopper.example", "My order?", "Reply-To: mina@evil.example"))

    assert reply_address(Ticket.objects.get(pk=answer["ticket"])) == "mina@shopper.example"


def test_nor_from_one_whom_the_shop_knows_by_the_address(care, mina):
    mina.identities.update(verified_at=None)

    answer = receive(mail("mina@shopper.example", "My order?", "Reply-To: mina@evil.example"))

    assert reply_address(Ticket.objects.get(pk=answer["ticket"])) == "mina@shopper.example"


def test_a_reply_to_of_somebody_unproven_is_obeyed(care):
    answer = receive(mail("form@shop-system.example", "A form", "Reply-To: theo@letters.example"))

    assert reply_address(Ticket.objects.get(pk=answer["ticket"])) == "theo@letters.example"


def test_a_mail_that_cannot_be_written_is_quarantined(care, monkeypatch):
    def fail(raw, inbound, verdict):
        raise IntegrityError("some other rule of the database")

    monkeypatch.setattr("shopbell.channels.email.inbound.write", fail)

    assert receive(mail("mina@shopper.example"))["quarantined"]
    assert RawMail.objects.get().state == "quarantined"


def test_a_mail_without_an_envelope_sender_is_automatic(care):
    from shopbell.channels.email.parse import parse

    inbound = parse(mail("mina@shopper.example"))

    assert is_automatic(RawMail(door="smtp", sender=""), inbound)
    assert not is_automatic(RawMail(door="smtp", sender="mina@shopper.example"), inbound)


@pytest.mark.parametrize("run", ["-", "> ", " ", "*_", "On 1", "From ", "2024 <a@", "_ "])
def test_long_runs_of_one_mark_do_not_stop_the_desk(run):
    """In a process of its own, which is stopped if it would go on for minutes, as it once did."""
    text = run * (100_000 // len(run)) + "\n" + (run * (500 // len(run)) + "\n") * 100
    fold = (
        "import sys; from shopbell.channels.email.quotes.fold import fold_text; fold_text(sys.stdin.read())"
    )

    subprocess.run([sys.executable, "-c", fold], input=text, text=True, timeout=60, check=True)


def test_the_agent_reads_which_reply_to_was_passed_over(care, mina, desk, ada):
    told = receive(mail("mina@shopper.example", "My order?", "Reply-To: mina@evil.example"))

    page = desk(ada).get(f"/desk/tickets/{told['ticket']}/").content.decode()
    assert "It asks for answers to mina@evil.example" in page
    assert "Yours go to mina@shopper.example" in page


def test_a_reply_to_that_is_obeyed_needs_no_words(care, desk, ada):
    told = receive(mail("form@shop-system.example", "A form", "Reply-To: theo@letters.example"))

    assert "It asks for answers" not in desk(ada).get(f"/desk/tickets/{told['ticket']}/").content.decode()
