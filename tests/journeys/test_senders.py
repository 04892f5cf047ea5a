"""Who sent a mail, as an agent sees it, and what an admin publishes so that ours is believed."""

import pytest
from playwright.sync_api import expect

from shopbell.channels.email.authenticity.verdict import Result, Signature, Standing, Verdict
from shopbell.channels.email.models import EmailMessage, RawMail
from shopbell.channels.email.sender_check import keep_verdict
from shopbell.channels.email.sending.signing_key import make_key
from shopbell.tickets.message import receive_message

from .axe import assert_accessible
from .conftest import PHONE

MINA = "mina@shopper.example"
CHANGED = Signature("shopper.example", "s1", Result.FAIL, "the text was changed on the way")
VERDICTS = [
    Verdict(Standing.VERIFIED, MINA, domain="shopper.example", by="dkim", dmarc=Result.PASS),
    Verdict(Standing.UNVERIFIED, MINA, spf=Result.UNKNOWN, dmarc=Result.UNKNOWN),
    Verdict(Standing.PENDING, MINA, dmarc=Result.TEMPERROR),
    Verdict(
        Standing.FORGED, MINA, spf=Result.FAIL, spf_domain="evil.example", dmarc=Result.FAIL, policy="reject",
        signatures=[CHANGED],
    ),
]  # fmt: skip


@pytest.fixture
def letters(late_parcel, mina):
    """A ticket with a mail of each standing."""
    for number, verdict in enumerate(VERDICTS):
        text = "Please send the money to another account." if number == 3 else "Where is it?"
        message, _ = receive_message(late_parcel, text, customer=mina, channel="email")
        raw = RawMail.objects.create(size_bytes=1, fingerprint=str(number), content=b"x")
        mail = EmailMessage.objects.create(
            message=message, raw=raw, fingerprint=str(number), from_address=MINA, to=["care@shop.example"]
        )
        keep_verdict(mail, verdict)
    return late_parcel


@pytest.mark.parametrize("size", [None, PHONE])
def test_an_agent_sees_which_sender_is_forged_and_why(screen, ada, letters, shot, size):
    page = screen(ada, **({"size": size} if size else {}))
    page.goto(f"/desk/tickets/{letters.pk}/")
    expect(page.get_by_text("The sender of a mail here is forged.")).to_be_visible()
    assert_accessible(page)
    if not size:
        shot(page, "senders")

    page.get_by_role("button", name="The sender is forged").click()

    box = page.get_by_role("dialog", name="The sender is forged")
    expect(box).to_contain_text("no server of theirs sent or signed it")
    expect(box).to_contain_text("Do nothing that it asks for.")
    assert_accessible(page)
    if not size:
        shot(page, "sender-forged")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()


def test_an_admin_finds_what_to_publish(screen, root, care, shot):
    make_key("shop.example")
    page = screen(root)
    page.goto(f"/desk/settings/inboxes/{care.pk}/domain/")

    page.get_by_role("button", name="Check my DNS").click()

    expect(page.get_by_role("status").get_by_text("asks no name servers")).to_be_visible()
    assert_accessible(page)
    shot(page, "domain")
    page.get_by_role("button", name="Make a new key").click()
    expect(page.get_by_text("waits for its record")).to_have_count(2)
