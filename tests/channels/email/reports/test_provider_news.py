"""News of mail by a provider's hook: signed, told on the message, and taken once."""

import json
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from shopbell.channels.delivery import State, finish
from shopbell.channels.email.models import Suppression
from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.event import Verb
from shopbell.tickets.models import Event, Ticket
from tests.channels.email.reports.providers import SECRET, signed

from ..conftest import mail
from ..made_reports import own_id

pytestmark = pytest.mark.usefixtures("open_hooks")


@pytest.fixture
def sent(ada):
    question = Ticket.objects.get(pk=receive(mail("Where is it?"))["ticket"])
    delivery = send_reply(question, "On its way.", by=ada).deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(state=State.SENT, external_id="abc@provider.example")
    delivery.refresh_from_db()
    return delivery


def mailgun_event(event: str, recipient: str, **more) -> dict:
    data = {"event": event, "recipient": recipient, "timestamp": 1700000000.5, "id": "e1", **more}
    signature = {key: signed()[key] for key in ("timestamp", "token", "signature")}
    return {
        "signature": signature,
        "event-data": data | {"message": {"headers": {"message-id": "abc@provider.example"}}},
    }


def postmark_event(kind: str, **more) -> dict:
    return {"RecordType": kind, "MessageID": "abc@provider.example", "Email": "mina@shopper.example", **more}


FAILED = {
    "severity": "permanent",
    "reason": "bounce",
    "delivery-status": {"code": 550, "message": "5.1.1 no such user"},
}


@pytest.mark.requirement("R23")
@pytest.mark.parametrize("provider", ["mailgun", "postmark"])
def test_a_bounce_is_told_on_the_message(call, sent, provider):
    body = (
        mailgun_event("failed", sent.recipient, **FAILED)
        if provider == "mailgun"
        else postmark_event("Bounce", Type="HardBounce", Description="5.1.1 no such user")
    )
    for _ in range(2):
        assert call(f"{provider}/tracking", body=body).status_code == 200
    delivery = Delivery.objects.get(pk=sent.pk)

    assert delivery.state == State.FAILED and "no such user" in delivery.error
    assert Event.objects.filter(verb=Verb.FAILED).count() == 1


def test_what_arrived_is_delivered_and_a_complaint_is_noted_once(call, sent):
    call("mailgun/tracking", body=mailgun_event("delivered", sent.recipient))
    assert Delivery.objects.get(pk=sent.pk).state == State.DELIVERED

    for _ in range(2):
        call("mailgun/tracking", body=mailgun_event("complained", sent.recipient))
    assert Suppression.objects.get().reason == "complaint"
    assert sent.message.ticket.messages.filter(kind="note").count() == 1


@pytest.mark.parametrize(
    ("signer", "state"), [("SendGrid", State.DELIVERED), ("somebody", State.SENT), ("nobody", State.SENT)]
)
def test_of_sendgrids_news_only_those_that_it_has_signed_are_taken(client, settings, sent, signer, state):
    assert "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY" in settings.ANYMAIL  # from the operator's setting
    theirs, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    settings.ANYMAIL = settings.ANYMAIL | {"SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": public(theirs)}
    body = json.dumps(
        [{"event": "delivered", "email": sent.recipient, "timestamp": 1700000000, "sg_event_id": "e1",
          "anymail_id": "abc@provider.example"}]
    )  # fmt: skip
    headers = {"Authorization": "Basic " + b64encode(SECRET.encode()).decode()}
    if signer != "nobody":
        key = theirs if signer == "SendGrid" else other
        signature = key.sign(b"1700000000" + body.encode(), ec.ECDSA(hashes.SHA256()))
        headers |= {
            "X-Twilio-Email-Event-Webhook-Signature": b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": "1700000000",
        }
    answer = client.post("/hooks/email/sendgrid/tracking/", body, "application/json", headers=headers)

    assert answer.status_code == (200 if signer == "SendGrid" else 400)
    assert Delivery.objects.get(pk=sent.pk).state == state


def public(key) -> str:
    """As SendGrid shows it: without the lines around it."""
    shown = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return b64encode(shown).decode()


def test_a_key_that_is_none_is_said_so_and_takes_nothing(call, settings, sent):
    settings.ANYMAIL = settings.ANYMAIL | {"SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": "no key"}
    answer = call("sendgrid/tracking", body=[])

    assert answer.status_code == 404 and b"VERIFICATION_KEY" in answer.content


@pytest.mark.parametrize("is_known_by", ["the id of ours", "the provider's id"])
def test_news_that_overtake_the_worker_are_not_lost(call, sent, is_known_by):
    Delivery.objects.filter(pk=sent.pk).update(state=State.SENDING, claimed_at=timezone.now(), external_id="")
    worker = Delivery.objects.get(pk=sent.pk)
    news = mailgun_event("delivered", sent.recipient)
    if is_known_by == "the id of ours":
        news["event-data"]["message"]["headers"]["message-id"] = own_id(sent)
    early = call("mailgun/tracking", body=news).status_code
    finish(worker, State.SENT, external_id="abc@provider.example")
    if early == 503:  # then a provider calls again, and not otherwise
        assert call("mailgun/tracking", body=news).status_code == 200

    assert early == (200 if is_known_by == "the id of ours" else 503)
    delivery = Delivery.objects.get(pk=sent.pk)
    assert (delivery.state, delivery.external_id) == (State.DELIVERED, "abc@provider.example")


def test_news_of_mail_that_is_not_ours_are_not_asked_for_again(call, sent):
    Delivery.objects.update(state=State.SENDING, claimed_at=timezone.now())
    stranger = mailgun_event("delivered", "other@shopper.example")

    assert call("mailgun/tracking", body=stranger).status_code == 200


def test_news_of_another_recipient_or_mail_changes_nothing(call, sent):
    assert (
        call("mailgun/tracking", body=mailgun_event("failed", "other@shopper.example", **FAILED)).status_code
        == 200
    )

    assert Delivery.objects.get(pk=sent.pk).state == State.SENT
