"""Signing a mail of our own for its domain: a DKIM signature (RFC 6376 §5), relaxed, RSA with SHA-256."""

import base64
import hashlib
import textwrap
from datetime import datetime

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from .fields import SignedMail, canonical_field

BITS = 2048  # what all the world reads; a longer key does not fit into one answer of many name servers
SIGNED = (
    *("from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding", "auto-submitted"),
    *("list-unsubscribe", "list-unsubscribe-post"),  # RFC 8058 §4
)
ONCE = (
    "from",
    "to",
    "cc",
    "reply-to",
    "subject",
    "date",
)  # signed once more than they are there: none can be added


def new_key() -> str:
    """A private key as PEM."""
    key = rsa.generate_private_key(65537, BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public_record(pem: str) -> str:
    """What the domain publishes of the key, as one text."""
    public = _key(pem).public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def sign(raw: bytes, *, domain: str, selector: str, pem: str, at: datetime) -> bytes:
    """`raw`, whose lines end in CRLF, with the signature of `domain` above it."""
    mail = SignedMail(raw)
    names = [name for name in SIGNED for _ in mail.named(name)] + list(ONCE)
    value = _value(mail, domain, selector, names, at)
    own = canonical_field((b"DKIM-Signature", value), "relaxed")
    chosen = mail.chosen([name.encode() for name in names])
    content = b"".join(canonical_field(each, "relaxed") + b"\r\n" for each in chosen) + own
    signature = base64.b64encode(_key(pem).sign(content, PKCS1v15(), hashes.SHA256())).decode()
    return b"DKIM-Signature:" + value + _folded(signature).encode() + b"\r\n" + raw


def _value(mail: SignedMail, domain: str, selector: str, names: list[str], at: datetime) -> bytes:
    """The field's value up to its signature, which is still to come."""
    body = base64.b64encode(hashlib.sha256(mail.body("relaxed")).digest()).decode()
    lines = textwrap.wrap(": ".join(names), 70, break_on_hyphens=False, break_long_words=False)
    listed = "\r\n\t".join(lines).replace(": ", ":")
    return (
        f" v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={selector};\r\n"
        f"\tt={int(at.timestamp())}; h={listed};\r\n\tbh={body};\r\n\tb="
    ).encode()


def _folded(text: str) -> str:
    return "\r\n\t".join(text[start : start + 70] for start in range(0, len(text), 70))


def _key(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
