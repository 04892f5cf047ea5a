"""Amazon SNS, by which SES brings mail and tells of it: calls that Amazon signed, and nobody else.

A call names the address of the certificate that it was signed with. That address, and the one by which a subscription
is confirmed, are asked only when they are Amazon's own, and through the guarded client.
"""

import base64
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from shopbell.core.http.guarded import CannotReach, ask

NOTIFICATION, CONFIRMATION = "Notification", "SubscriptionConfirmation"
SIGNED = {  # the fields that are signed, in their order; a subject only when there is one
    NOTIFICATION: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
    CONFIRMATION: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
    "UnsubscribeConfirmation": [
        "Message",
        "MessageId",
        "SubscribeURL",
        "Timestamp",
        "Token",
        "TopicArn",
        "Type",
    ],
}
HASHES = {"1": hashes.SHA1, "2": hashes.SHA256}
HOST = re.compile(r"sns\.[a-z0-9-]{1,40}\.amazonaws\.com(?:\.cn)?")
TOPIC = re.compile(r"arn:aws[a-z-]*:sns:([a-z0-9-]{1,40}):\d{12}:[\w.-]{1,256}", re.ASCII)


class NotSigned(Exception):
    """Amazon did not sign this; the text says what is wrong with it."""


def check(call: Mapping[str, Any]) -> None:
    """Raise NotSigned unless `call`, the JSON that came, was signed by Amazon; CannotReach without its certificate."""
    fields = SIGNED.get(str(call.get("Type")))
    digest = HASHES.get(str(call.get("SignatureVersion")))
    if fields is None or digest is None:
        raise NotSigned("It is of no kind that is known.")
    said = "".join(f"{name}\n{call[name]}\n" for name in fields if call.get(name) is not None)
    try:
        signature = base64.b64decode(str(call.get("Signature")), validate=True)
        key = certificate(amazon_address(call.get("SigningCertURL")))
        key.verify(signature, said.encode(), padding.PKCS1v15(), digest())
    except (InvalidSignature, ValueError):
        raise NotSigned("The signature is not Amazon's.") from None


def confirm(call: Mapping[str, Any]) -> None:
    """Tell Amazon that this address wants the topic of `call`, which was checked. CannotReach when it does not hear."""
    answer = ask("GET", amazon_address(call.get("SubscribeURL")))
    if answer.status != 200:
        raise CannotReach(f"Amazon answered {answer.status}")


def region_of(call: Mapping[str, Any]) -> str:
    """The region of the topic that `call` is of. NotSigned when it names none."""
    found = TOPIC.fullmatch(str(call.get("TopicArn")))
    if not found:
        raise NotSigned("It names no topic.")
    return found[1]


def amazon_address(address: Any) -> str:
    """`address`, if it is one of SNS. NotSigned otherwise: nothing else is ever asked."""
    try:
        parts = urlsplit(str(address))
        is_plain = parts.scheme == "https" and parts.netloc == parts.hostname
    except ValueError:
        is_plain = False
    if not is_plain or not HOST.fullmatch(parts.hostname or ""):
        raise NotSigned("It names an address that is not Amazon's.")
    return str(address)


def certificate(address: str) -> rsa.RSAPublicKey:
    """The key of the certificate at `address`; fetched once, since Amazon gives a new one a new address."""
    found, until = _fetched(address)
    if until < datetime.now(UTC):
        raise NotSigned("Its certificate has run out.")
    return found


@lru_cache(maxsize=16)
def _fetched(address: str) -> tuple[rsa.RSAPublicKey, datetime]:
    answer = ask("GET", address)
    if answer.status != 200:
        raise CannotReach(f"its certificate: Amazon answered {answer.status}")
    found = x509.load_pem_x509_certificate(answer.body)
    key = found.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise NotSigned("Its certificate is of no kind that Amazon uses.")
    return key, found.not_valid_after_utc
