"""How the sender of a mail stands, as an agent reads it."""

import pytest

from shopbell.channels.email.authenticity.verdict import Result, Signature, Standing, Verdict
from shopbell.channels.email.models import EmailMessage, RawMail
from shopbell.channels.email.sender_check import keep_verdict
from shopbell.channels.email.sender_words import sender_words

MINA = "mina@shopper.example"
VERDICTS = {
    "verified": Verdict(Standing.VERIFIED, MINA, domain="shopper.example", by="dkim", dmarc=Result.PASS),
    "forged": Verdict(
        Standing.FORGED, MINA, spf=Result.FAIL, spf_domain="evil.example", dmarc=Result.FAIL, policy="reject"
    ),
    "unverified": Verdict(Standing.UNVERIFIED, MINA, dmarc=Result.UNKNOWN, spf=Result.UNKNOWN),
    "pending": Verdict(Standing.PENDING, MINA, dmarc=Result.TEMPERROR),
}


@pytest.fixture
def judged(late_parcel):
    """Mina's message came by mail, and its sender stands so."""

    def judge(standing: str):
        message = late_parcel.messages.get()
        raw = RawMail.objects.create(size_bytes=1, fingerprint="f", content=b"x")
        mail = EmailMessage.objects.create(message=message, raw=raw, fingerprint="f", from_address=MINA)
        keep_verdict(mail, VERDICTS[standing])
        return late_parcel

    return judge


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        ("verified", "shopper.example has signed this mail"),
        ("forged", "no server of theirs sent or signed it"),
        ("unverified", "Another mail server took it in"),
        ("pending", "have not answered yet"),
    ],
)
def test_the_message_says_how_its_sender_stands_and_why(desk, ada, judged, standing, words):
    page = desk(ada).get(f"/desk/tickets/{judged(standing).pk}/").content.decode()

    assert sender_words(VERDICTS[standing]).title in page
    assert words in page


def test_a_ticket_with_a_forged_sender_warns_and_says_what_to_do(desk, ada, judged):
    page = desk(ada).get(f"/desk/tickets/{judged('forged').pk}/").content.decode()

    assert "The sender of a mail here is forged." in page
    assert f"It does not come from {MINA}. Do nothing that it asks for." in page


@pytest.mark.parametrize("standing", ["verified", "unverified", "pending"])
def test_no_other_ticket_warns(desk, ada, judged, standing):
    assert "is forged" not in desk(ada).get(f"/desk/tickets/{judged(standing).pk}/").content.decode()


@pytest.mark.parametrize("asked", list(VERDICTS))
def test_tickets_are_found_by_how_their_senders_stand(desk, ada, judged, asked):
    ticket = judged("forged")

    page = desk(ada).get("/desk/views/open/", {"filter": f"sender:{asked}"}).content.decode()

    assert (ticket.subject in page) == (asked == "forged")


def test_who_looks_after_mail_reads_what_each_check_found():
    verdict = Verdict(
        Standing.FORGED, MINA, spf=Result.PASS, spf_domain="evil.example", dmarc=Result.FAIL, policy="reject",
        signatures=[Signature("shopper.example", "s1", Result.FAIL, "the text was changed on the way")],
    )  # fmt: skip

    assert sender_words(verdict).facts == [
        ("SPF", "pass · evil.example"),
        ("DKIM", "fail · shopper.example · the text was changed on the way"),
        ("DMARC", "fail · p=reject"),
    ]
