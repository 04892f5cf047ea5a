"""Mail and news of mail by a provider's hook: verified, kept before it is read, and never twice."""

import json
from base64 import b64encode

import pytest

from shopbell.channels.email.models import RawMail
from shopbell.tickets.models import Message
from tests.channels.email.reports.providers import RAW, SECRET, mailgun

from ..conftest import work

pytestmark = pytest.mark.usefixtures("open_hooks")


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
