"""Signing our own mail: dkimpy, which knows nothing of our code, must find it good."""

from datetime import UTC, datetime

import dkim
import pytest
from django.urls import reverse

from shopbell.channels.delivery import Delivery
from shopbell.channels.email.authenticity.signing import new_key, public_record, sign
from shopbell.channels.email.models import SigningKey
from shopbell.channels.email.sending import domain_check
from shopbell.channels.email.sending.domain_check import check_domain
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.sending.signing_key import make_key, signed, signing_key
from shopbell.channels.email.sending.transport import send
from shopbell.channels.reply import send_reply
from shopbell.core.models import SettingChange

from ..authenticity.conftest import MAIL, PEER, world

__all__ = ["world"]
NOW = datetime.now(UTC)


@pytest.fixture
def names(monkeypatch, world):
    server = world.server()
    monkeypatch.setattr(domain_check, "our_server", lambda: server)
    return world


def found(domain: str = "shop.example") -> dict[str, domain_check.Finding]:
    return {each.what: each for each in check_domain(domain)}


def publish(world, key: SigningKey) -> None:
    world.txt(key.name, key.record)


@pytest.mark.parametrize(
    "raw",
    [
        MAIL,
        MAIL.replace(
            b"\r\n\r\n", b"\r\nCc: a@b.example,\r\n c@d.example\r\nReferences: <1@x>\r\n <2@x>\r\n\r\n", 1
        ),
        b"MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        + MAIL,
        b"From: a@shop.example\r\nSubject: nothing\r\n\r\n",
        b"From: a@shop.example\r\nSubject:  spaces  \r\n\r\n  a  b \t\r\n\r\n\r\n",
    ],
)
def test_our_signature_is_good_in_the_eyes_of_another_program(raw):
    pem = new_key()

    mail = sign(raw, domain="shop.example", selector="desk1", pem=pem, at=NOW)

    assert dkim.verify(mail, dnsfunc=lambda name, timeout: public_record(pem).encode())
    assert max(map(len, mail.split(b"\r\n"))) < 200
    for changed in (mail.replace(b"Subject:", b"Subject: x"), b"From: x@evil.example\r\n" + mail):
        assert not dkim.verify(changed, dnsfunc=lambda name, timeout: public_record(pem).encode())


def test_a_key_signs_once_a_check_has_seen_its_record(db, names):
    key = make_key("shop.example")
    assert signed(MAIL, "care@shop.example") == MAIL
    assert (found()["DKIM"].tone, found()["DKIM"].record) == ("risk", key.record)
    publish(names, key)

    assert found()["DKIM"].tone == "calm"

    assert signed(MAIL, "care@shop.example").startswith(b"DKIM-Signature:")
    assert signed(MAIL, "care@other.example") == MAIL


def test_a_new_key_takes_over_without_a_gap(db, names):
    old = make_key("shop.example")
    publish(names, old)
    found()
    new = make_key("shop.example")

    found()
    assert signing_key("shop.example") == old
    publish(names, new)
    found()
    assert signing_key("shop.example") == new


def test_another_record_in_the_place_of_ours_is_said(db, names):
    key = make_key("shop.example")
    names.txt(key.name, public_record(new_key()))

    assert found()["DKIM"].tone == "broken"
    assert signing_key("shop.example") is None


def test_a_key_whose_seal_is_lost_stops_no_mail(db, names, settings):
    publish(names, make_key("shop.example"))
    found()
    settings.SECRET_KEY = "another one"  # noqa: S105

    assert signed(MAIL, "care@shop.example") == MAIL
    assert "can no longer be read" in found()["DKIM"].sentence


def test_the_private_key_lies_sealed(db):
    from django.db import connection

    make_key("shop.example")

    with connection.cursor() as cursor:
        cursor.execute("select private from channel_email_signingkey")
        assert "PRIVATE KEY" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("record", "tone", "words"),
    [
        (None, "broken", "does not say which servers"),
        (f"v=spf1 ip4:{PEER} -all", "calm", "mail.shop.example may send"),
        ("v=spf1 ip4:8.8.8.8 ~all", "risk", "does not name mail.shop.example"),
        ("v=spf1 +all", "broken", "lets anybody send"),
        ("v=spf1 nonsense", "broken", "unknown mechanism nonsense"),
        ("v=spf1 include:nobody.example ~all", "broken", "has no record"),
    ],
)
def test_spf_is_checked_for_the_server_that_mail_leaves_by(db, names, settings, record, tone, words):
    settings.MAIL_URL = "smtp+starttls://care:s3cret@mail.shop.example:587"
    names.add("mail.shop.example", "A", PEER)
    if record:
        names.txt("shop.example", record)

    finding = found()["SPF"]

    assert finding.tone == tone and words in finding.sentence
    assert finding.record == ("" if record else "v=spf1 mx a:mail.shop.example ~all")


@pytest.mark.parametrize(
    ("record", "tone"), [(None, "risk"), ("v=DMARC1; p=none", "risk"), ("v=DMARC1; p=quarantine", "calm")]
)
def test_the_policy_is_checked(db, names, record, tone):
    if record:
        names.txt("_dmarc.shop.example", record)

    finding = found()["DMARC"]

    assert finding.tone == tone
    assert bool(finding.record) == (record is None)


def test_silent_name_servers_are_said(db, names):
    names.failing |= {"shop.example", "_dmarc.shop.example"}

    assert "do not answer now" in found()["SPF"].sentence


def test_a_check_asks_anew(db, names):
    found()
    names.txt("_dmarc.shop.example", "v=DMARC1; p=reject")

    assert found()["DMARC"].tone == "calm"


def test_an_admin_makes_a_key_publishes_it_and_checks(desk, root, care, names):
    console = desk(root)
    console.post(reverse("inbox-key-new", args=[care.pk]))
    key = SigningKey.objects.get()
    page = console.get(reverse("inbox-domain", args=[care.pk])).content.decode()
    assert key.name in page and key.record.replace("+", "&#43;") in page.replace("+", "&#43;")
    assert "waits for its record" in page
    publish(names, key)

    assert "is signed" in console.post(reverse("inbox-domain-check", args=[care.pk])).content.decode()

    console.post(reverse("inbox-key-delete", args=[care.pk, key.pk]))
    assert not SigningKey.objects.exists()
    assert SettingChange.objects.filter(page="settings-inboxes", object_id=care.pk).count() == 2


def test_an_answer_leaves_signed(relay, care, late_parcel, bo, names, django_capture_on_commit_callbacks):
    publish(names, make_key("shop.example"))
    found()
    delivery = Delivery.objects.get(
        message=send_reply(late_parcel, "It is on its way.\n\n.\n.. with dots ", by=bo)
    )
    send(compose(delivery), lambda: None)

    content = relay.mails[0].content
    record = SigningKey.objects.get().record.encode()
    assert dkim.verify(content, dnsfunc=lambda name, timeout: record)
