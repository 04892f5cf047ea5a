"""Amazon SES by its hook: only what Amazon signed, whole mails by call or bucket, and news of the desk's own mail."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from shopbell.channels.delivery import State
from shopbell.channels.email.models import RawMail
from shopbell.channels.email.reports import ses, sns
from shopbell.core.http.guarded import Answer, CannotReach
from shopbell.core.object_store.access import Access
from shopbell.tickets.models import Message

from ..conftest import mail, read, work

SECRET = "hooks:the brass bell"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:shop-mail"
CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-{}.pem"
SUBSCRIBE = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=x&Token=2336412f37"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key=KEY, *, until=timedelta(days=1)) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=9), now + until
    )
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture(autouse=True)
def amazon(settings, care, monkeypatch):
    """What Amazon answers at each of its addresses; it notes what it was asked."""
    settings.ANYMAIL = settings.ANYMAIL | {"WEBHOOK_SECRET": SECRET}
    answers, asked = (
        {CERTIFICATE.format("good"): Answer(200, {}, pem()), SUBSCRIBE: Answer(200, {}, b"<ok/>")},
        [],
    )

    def ask(method, address, **more):
        asked.append(address)
        if address not in answers:
            raise CannotReach("nobody there")
        return answers[address]

    monkeypatch.setattr(sns, "ask", ask)
    sns._fetched.cache_clear()
    yield answers, asked
    sns._fetched.cache_clear()


def signed(call: dict, *, key=KEY, version: str = "2", certificate: str = CERTIFICATE.format("good")) -> dict:
    """`call` as SNS signs it, by Amazon's description of how that is done."""
    names = ["Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type"]
    said = "".join(f"{name}\n{call[name]}\n" for name in names if name in call)
    digest = {"1": hashes.SHA1, "2": hashes.SHA256}[version]()
    signature = key.sign(said.encode(), padding.PKCS1v15(), digest)
    return call | {
        "SignatureVersion": version, "Signature": b64encode(signature).decode(), "SigningCertURL": certificate,
        "UnsubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=x",
    }  # fmt: skip


def notification(event: dict | str, **more) -> dict:
    message = event if isinstance(event, str) else json.dumps(event)
    return {
        "Type": "Notification", "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "TopicArn": TOPIC,
        "Timestamp": "2026-05-02T00:54:06.655Z", "Message": message, **more,
    }  # fmt: skip


CONFIRMATION = {
    "Type": "SubscriptionConfirmation", "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b", "TopicArn": TOPIC,
    "Message": "You have chosen to subscribe to the topic.", "SubscribeURL": SUBSCRIBE, "Token": "2336412f37",
    "Timestamp": "2026-04-26T20:45:04.751Z",
}  # fmt: skip


def received(action: dict, **more) -> dict:
    return {
        "notificationType": "Received",
        "mail": {"source": "mina@shopper.example", "messageId": "o3vrnil0e2", "destination": ["care@shop.example"]},
        "receipt": {
            "recipients": ["care@shop.example"], "spamVerdict": {"status": "PASS"}, "action": {"topicArn": TOPIC, **action}
        },
        **more,
    }  # fmt: skip


@pytest.fixture
def call(client):
    def post(kind: str, body: dict, *, secret: str = SECRET):
        headers = {"x-amz-sns-message-type": body["Type"], "x-amz-sns-message-id": body["MessageId"]}
        if secret:
            headers["Authorization"] = "Basic " + b64encode(secret.encode()).decode()
        client.raise_request_exception = False
        return client.post(
            f"/hooks/email/ses/{kind}/", json.dumps(body), "text/plain; charset=UTF-8", headers=headers
        )

    return post


RAW = mail("Where is it?")
IN_THE_CALL = [
    received({"type": "SNS", "encoding": "UTF8"}, content=RAW.decode()),
    received({"type": "SNS", "encoding": "BASE64"}, content=b64encode(RAW).decode()),
]


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("event", IN_THE_CALL)
@pytest.mark.parametrize("version", ["1", "2"])
def test_a_mail_in_the_call_is_kept_as_it_came_and_becomes_a_ticket_once(call, care, event, version):
    for _ in range(2):
        assert call("inbound", signed(notification(event), version=version)).status_code == 200
    raw = RawMail.objects.get()
    work()

    assert (raw.raw, raw.sender, raw.recipients, raw.inbox) == (
        RAW, "mina@shopper.example", ["care@shop.example"], care
    )  # fmt: skip
    assert Message.objects.get().customer.address == "mina@shopper.example"


def test_a_mail_in_a_bucket_is_fetched(call, settings, s3_server, access, monkeypatch):
    httpx.put(f"{s3_server}/{access.bucket}/in/o3vrnil0e2", content=RAW).raise_for_status()
    monkeypatch.setattr(ses, "Access", partial(Access, endpoint=s3_server))
    settings.SES_BUCKET, settings.SES_KEY_ID, settings.SES_SECRET = access.bucket, "desk", "of-the-desk"
    action = {"type": "S3", "bucketName": access.bucket, "objectKey": "in/o3vrnil0e2"}

    assert call("inbound", signed(notification(received(action)))).status_code == 200
    assert RawMail.objects.get().raw == RAW

    lost = received(action | {"objectKey": "in/lost"})
    assert call("inbound", signed(notification(lost))).status_code == 503  # Amazon calls again
    elsewhere = received(action | {"bucketName": "of-somebody"})
    assert call("inbound", signed(notification(elsewhere))).status_code == 400
    assert RawMail.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"Message": json.dumps(IN_THE_CALL[0] | {"content": "From: a@b.example\n\nPay here."})},
        {"TopicArn": TOPIC.replace("shop-mail", "theirs")},
        {"Subject": "new"},
        {"Signature": ""},
        {"Signature": "no base64!"},
        {"SignatureVersion": "3"},
        {"SigningCertURL": "https://sns.eu-west-1.amazonaws.com.evil.example/x.pem"},
        {"SigningCertURL": "https://evil.example/sns.eu-west-1.amazonaws.com/x.pem"},
        {"SigningCertURL": "http://sns.eu-west-1.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://sns.eu-west-1.amazonaws.com:8443/x.pem"},
        {"SigningCertURL": "https://user@sns.eu-west-1.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://s3.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://["},
        {"SigningCertURL": None},
    ],
)
def test_what_amazon_did_not_sign_is_refused_and_no_foreign_address_is_asked(call, amazon, changed):
    answer = call("inbound", signed(notification(IN_THE_CALL[0])) | changed)

    assert answer.status_code == 400 and "Traceback" not in answer.content.decode()
    assert not RawMail.objects.exists()
    assert set(amazon[1]) <= {CERTIFICATE.format("good")}


def test_a_key_of_somebody_else_opens_nothing(call, amazon):
    theirs = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert call("inbound", signed(notification(IN_THE_CALL[0]), key=theirs)).status_code == 400


def test_a_certificate_that_has_run_out_opens_nothing(call, amazon):
    amazon[0][CERTIFICATE.format("old")] = Answer(200, {}, pem(until=-timedelta(days=1)))

    answer = call("inbound", signed(notification(IN_THE_CALL[0]), certificate=CERTIFICATE.format("old")))
    assert answer.status_code == 400


def test_the_certificate_is_fetched_once_and_a_call_without_it_comes_again(call, amazon):
    answers, asked = amazon
    kept = answers.pop(CERTIFICATE.format("good"))
    assert call("inbound", signed(notification(IN_THE_CALL[0]))).status_code == 503

    answers[CERTIFICATE.format("good")] = kept
    for _ in range(3):
        assert call("inbound", signed(notification(IN_THE_CALL[0]))).status_code == 200
    assert len(asked) == 2


@pytest.mark.parametrize("secret", ["", "hooks:wrong"])
def test_the_signature_alone_lets_nobody_in(call, amazon, secret):
    answer = call("inbound", signed(CONFIRMATION), secret=secret)

    assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Basic")
    assert amazon[1] == []


@pytest.mark.parametrize("kind", ["inbound", "tracking"])
def test_a_subscription_is_confirmed_at_amazon(call, amazon, kind):
    assert call(kind, signed(CONFIRMATION)).status_code == 200
    assert amazon[1].count(SUBSCRIBE) == 1

    works = notification("Successfully validated SNS topic for Amazon SES event publishing.")
    assert call(kind, signed(works)).status_code == 200


def test_a_subscription_is_confirmed_nowhere_else(call, amazon):
    elsewhere = CONFIRMATION | {"SubscribeURL": "https://169.254.169.254/latest/meta-data/"}

    assert call("inbound", signed(elsewhere)).status_code == 400
    assert amazon[1] == [CERTIFICATE.format("good")]


def told(kind: str, message_id: str, headers: list | None = None, **more) -> dict:
    about = {"messageId": message_id, "destination": ["mina@shopper.example"], "headers": headers or []}
    return {"notificationType": kind, "mail": about, kind.lower(): more}


@pytest.mark.parametrize("is_known_by_amazons_id", [True, False])
def test_a_mail_that_came_back_is_told(call, queued, is_known_by_amazons_id):
    ours = read(queued)["Message-ID"]
    queued.state = State.SENT
    queued.external_id = "0102018-ses-id" if is_known_by_amazons_id else ""
    queued.save()
    headers = [] if is_known_by_amazons_id else [{"name": "Message-ID", "value": ours}]
    gone = [{"emailAddress": "mina@shopper.example", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}]
    bounce = told(
        "Bounce",
        "0102018-ses-id",
        headers,
        bounceType="Permanent",
        bounceSubType="General",
        bouncedRecipients=gone,
    )

    assert call("tracking", signed(notification(bounce))).status_code == 200

    queued.refresh_from_db()
    assert queued.state == State.FAILED and "550 5.1.1 user unknown" in queued.error


def test_news_of_a_mail_sent_to_the_wrong_address_of_the_desk_says_so(call):
    bounce = told("Bounce", "x", bounceType="Permanent", bounceSubType="General", bouncedRecipients=[])

    assert call("tracking", signed(notification(IN_THE_CALL[0]))).status_code == 400
    assert call("inbound", signed(notification(bounce))).status_code == 400
