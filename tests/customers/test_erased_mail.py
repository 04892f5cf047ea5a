"""What mails hold of an erased customer, in archive and quarantine, of theirs and of others."""

import pytest

from shopbell.channels.email.models import EmailMessage, RawMail
from shopbell.channels.email.receive import receive
from shopbell.channels.email.reparse import read_again
from shopbell.customers.erasure import erase_customer
from shopbell.search.index import index_due
from shopbell.search.models import Entry, Word
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket
from tests.channels.email.conftest import mail, work
from tests.customers.erased import ADDRESS, NAME, erase, places_of


def test_mails_of_others_stay_and_name_them_no_more_however_often_they_are_read(quillon, theo, care, ada):
    told = receive(
        mail("A lamp?", cc=f"mina@shopper.example, {NAME} <{ADDRESS}>", **{"from": "theo@shopper.example"})
    )
    mails = EmailMessage.objects.filter(message__ticket=told["ticket"])
    assert mails.get().cc == ["mina@shopper.example", ADDRESS]

    erase(quillon, by=ada)
    assert list(read_again(is_applied=True))

    assert mails.get().cc == ["mina@shopper.example"]
    assert b"Cc: mina@shopper.example, (erased)" in mails.get().raw.raw.replace(b",(", b", (")
    assert mails.get().message.text == "A lamp?"
    assert places_of(NAME, ADDRESS, "vexley", "quillon") == set()


@pytest.mark.parametrize("door", ["imap", "stdin", "webhook", "smtp"])
def test_mails_in_quarantine_go_by_who_wrote_them(quillon, theo, door, monkeypatch):
    monkeypatch.setattr("shopbell.channels.email.erasing.AT_ONCE", 2)
    envelope = "bounces@mailer.example" if door == "smtp" else ""

    def quarantine(fingerprint: str, author: str) -> RawMail:
        raw = mail("It cannot be read.", **{"from": author})
        return RawMail.objects.create(
            content=raw, size_bytes=len(raw), fingerprint=fingerprint, door=door, sender=envelope,
            state="quarantined",
        )  # fmt: skip

    for number in range(5):
        quarantine(f"q{number}", f"{NAME} <{ADDRESS.upper()}>")
        quarantine(f"t{number}", "Theo <theo@shopper.example>")
    lost = RawMail.objects.create(
        blob="0" * 64, size_bytes=9, fingerprint="lost", door=door, state="quarantined"
    )
    begun = erase_customer(quillon, NAME, by=None)
    later = quarantine("later", ADDRESS)
    work()

    begun.refresh_from_db()
    assert begun.finished_at
    left = set(RawMail.objects.values_list("fingerprint", flat=True))
    assert left == {"t0", "t1", "t2", "t3", "t4", lost.fingerprint, later.fingerprint}
    later.delete()
    assert places_of(ADDRESS, "vexley") == set()


def test_words_that_stand_elsewhere_are_still_known(quillon, late_parcel, theo):
    theirs = create_ticket(customer=quillon, channel="email", subject="Tuesday lantern")
    receive_message(theirs, "A lantern on Tuesday", customer=quillon, channel="email")
    while index_due():
        pass

    erase(quillon)

    words = set(Word.objects.values_list("word", flat=True))
    assert "tuesday" in words and "lantern" not in words
    assert not Entry.objects.filter(ticket_id=theirs.pk).exists()
