"""Mail and news of mail by a provider's hook: verified, kept before it is read, and never twice."""

import hashlib
import hmac
import json
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from shopbell.channels.delivery import State, finish
from shopbell.channels.email.models import RawMail, Suppression
from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.event import Verb
from shopbell.tickets.models import Event, Message, Ticket

from ..conftest import mail, work
from ..made_reports import own_id

SECRET, KEY = "hooks:the brass bell", "key-0123456789"
RAW = mail("Where is it?").decode()


@pytest.fixture(autouse=True)
def open_hooks(settings, care):
    settings.ANYMAIL = settings.ANYMAIL | {
        "WEBHOOK_SECRET": SECRET,
        "MAILGUN_WEBHOOK_SIGNING_KEY": KEY,
        "BREVO_API_KEY": "x",
    }


@pytest.fixture
def call(client):
    """Call a hook as a provider does: form fields, or JSON when `body` is given."""

    def post(address: str, fields: dict | None = None, *, body=None, secret: str = SECRET):
        client.raise_request_exception = False
        headers = {"Authorization": "Basic " + b64encode(secret.encode()).decode()} if secret else {}
        if body is None:
            return client.post(f"/hooks/email/{address}/", fields, headers=headers)
        return client.post(f"/hooks/email/{address}/", json.dumps(body), "application/json", headers=headers)

    return post


def signed(**fields: str) -> dict[str, str]:
    digest = hmac.new(KEY.encode(), b"1700000000token", hashlib.sha256).hexdigest()
    return {"timestamp": "1700000000", "token": "token", "signature": digest, **fields}


def mailgun(**changes: str) -> dict[str, str]:
    people = {"sender": "mina@shopper.example", "recipient": "care@shop.example"}
    return signed(**people, **{"body-mime": RAW}, **changes)


def sendgrid(raw: str = RAW) -> dict[str, str]:
    envelope = {"from": "mina@shopper.example", "to": ["care@shop.example"]}
    return {
        "email": raw,
        "envelope": json.dumps(envelope),
        "to": "care@shop.example",
        "from": "Mina <mina@shopper.example>",
    }


SENDGRID_PARSED = {
    "headers": "Message-ID: <first@shopper.example>\nFrom: Mina <mina@shopper.example>\nTo: care@shop.example\n"
    "Subject: Where is it?\n",
    "envelope": json.dumps({"from": "mina@shopper.example", "to": ["care@shop.example"]}),
    "to": "care@shop.example", "from": "Mina <mina@shopper.example>", "subject": "Where is it?",
    "text": "Where is it?", "attachments": "0", "charsets": '{"to":"UTF-8","from":"UTF-8","subject":"UTF-8","text":"utf-8"}',
}  # fmt: skip
POSTMARK = {
    "FromFull": {"Email": "mina@shopper.example", "Name": "Mina"},
    "ToFull": [{"Email": "care@shop.example", "Name": ""}],
    "CcFull": [], "BccFull": [], "OriginalRecipient": "care@shop.example", "Subject": "Where is it?",
    "MessageID": "22c74902-a0c1-4511-804f-341342852c90", "Date": "Thu, 5 Nov 2026 16:59:01 +0200",
    "TextBody": "Where is it?", "HtmlBody": "", "Attachments": [],
    "Headers": [{"Name": "Message-ID", "Value": "<first@shopper.example>"}],
}  # fmt: skip
BREVO = {
    "items": [
        {
            "Uuid": ["x"], "MessageId": "<first@shopper.example>", "InReplyTo": None,
            "From": {"Name": "Mina", "Address": "mina@shopper.example"},
            "To": [{"Name": None, "Address": "care@shop.example"}], "Cc": [], "ReplyTo": None,
            "Recipients": ["care@shop.example"], "SentAtDate": "Thu, 05 Nov 2026 16:59:01 +0200",
            "Subject": "Where is it?", "RawTextBody": "Where is it?", "RawHtmlBody": None, "Attachments": [],
            "Headers": {
                "Message-ID": "<first@shopper.example>", "From": "Mina <mina@shopper.example>",
                "To": "care@shop.example", "Subject": "Where is it?",
            },
            "SpamScore": 1.1,
        }
    ]
}  # fmt: skip


@pytest.mark.requirement("R19")
@pytest.mark.parametrize(
    ("address", "fields", "body"),
    [
        ("mailgun/inbound_mime", mailgun(), None),
        ("sendgrid/inbound", sendgrid(), None),
        ("sendgrid/inbound", SENDGRID_PARSED, None),
        ("postmark/inbound", None, POSTMARK | {"RawEmail": RAW}),
        ("postmark/inbound", None, POSTMARK),
        ("brevo/inbound", None, BREVO),
    ],
)
def test_mail_by_a_provider_becomes_a_ticket_once(call, care, address, fields, body):
    for _ in range(2):
        assert call(address, fields, body=body).status_code == 200
    work()
    message = Message.objects.get()

    assert message.text.strip() == "Where is it?"
    assert message.customer.address == "mina@shopper.example"
    assert (RawMail.objects.get().door, RawMail.objects.get().inbox) == ("webhook", care)


def test_a_whole_mail_is_kept_as_it_came(call):
    broken = (
        "From: mina@shopper.example\r\nMessage-ID: <>\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nHi"
    )
    assert call("sendgrid/inbound", sendgrid(broken)).status_code == 200

    assert RawMail.objects.get().raw == broken.encode()


@pytest.mark.parametrize(
    ("address", "fields", "secret"),
    [
        ("mailgun/inbound_mime", mailgun() | {"signature": "0" * 64}, SECRET),
        ("mailgun/inbound_mime", {}, SECRET),
        ("brevo/inbound", {"a": "b"}, SECRET),
        ("postmark/tracking", {"a": "b"}, SECRET),
    ],
)
def test_what_is_not_the_provider_is_refused_and_keeps_nothing(call, address, fields, secret):
    answer = call(address, fields, secret=secret)

    assert answer.status_code == 400 and "Traceback" not in answer.content.decode()
    assert not RawMail.objects.exists()


@pytest.mark.parametrize("secret", ["", "hooks:wrong"])
@pytest.mark.parametrize("kind", ["inbound", "tracking"])
def test_who_does_not_know_the_password_is_asked_for_it(call, kind, secret):
    answer = call(f"sendgrid/{kind}", sendgrid(), secret=secret)

    assert answer.status_code == 401 and "Basic" in answer.headers["WWW-Authenticate"]
    assert not RawMail.objects.exists()


@pytest.mark.parametrize(
    ("address", "fields"), [("mailgun/inbound_mime", mailgun), ("sendgrid/inbound", sendgrid)]
)
def test_a_large_mail_in_an_old_charset_is_kept_to_the_letter(client, address, fields):
    raw = RAW.encode() + "Grüße ".encode("latin-1") * 1_500_000
    boundary = "xYzZY"
    given = {name: value.encode() for name, value in fields().items()}
    given["body-mime" if "mailgun" in address else "email"] = raw
    body = b"".join(
        b'--xYzZY\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in given.items()
    )
    headers = {"Authorization": "Basic " + b64encode(SECRET.encode()).decode()}
    kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post(f"/hooks/email/{address}/", body + b"--xYzZY--\r\n", kind, headers=headers)

    assert answer.status_code == 200, answer.content
    assert RawMail.objects.get().raw == raw


@pytest.mark.parametrize(
    "address", ["sendgrid/inbound", "sendgrid/tracking", "nobody/inbound", "amazon_ses/inbound"]
)
def test_without_a_secret_and_for_strangers_there_is_no_hook(call, settings, address):
    settings.ANYMAIL = settings.ANYMAIL | {"WEBHOOK_SECRET": "" if "sendgrid" in address else SECRET}

    assert call(address, sendgrid()).status_code == 404


def test_what_could_not_be_kept_is_asked_for_again(call, monkeypatch):
    def fail(arrivals):
        raise OSError("no space")

    monkeypatch.setattr("shopbell.channels.email.reports.provider_events.take_in_or_hold_back", fail)

    assert call("sendgrid/inbound", sendgrid()).status_code == 500


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
