"""Signers of the world: mails signed by dkimpy, which knows nothing of our code, and the keys in a local DNS."""

import base64
from datetime import UTC, datetime
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from shopbell.channels.email.authenticity.check import Envelope, check
from shopbell.channels.email.authenticity.names import Names
from tests.fakes.name_server import NameServer

NOW = datetime.now(UTC)
PEER = "93.184.215.14"  # a server of the world: those that are meant for examples are not of the world
MAIL = b"""From: Mina Okafor <mina@shopper.example>\r
To: care@shop.example\r
Subject: Where is my parcel?\r
Message-ID: <first@shopper.example>\r
Date: Thu, 26 Nov 2026 02:00:00 +0000\r
\r
It should have come on Tuesday.  \r
\r
Mina\r
\r
"""


@cache
def rsa_key(bits: int = 2048) -> tuple[bytes, str]:
    """Private key as PEM, and the record that publishes it."""
    key = rsa.generate_private_key(65537, bits)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


@cache
def ed25519_key() -> tuple[bytes, str]:
    key = ed25519.Ed25519PrivateKey.generate()
    raw = serialization.Encoding.Raw
    private = key.private_bytes(raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    public = key.public_key().public_bytes(raw, serialization.PublicFormat.Raw)
    return base64.b64encode(private), f"v=DKIM1; k=ed25519; p={base64.b64encode(public).decode()}"


def signed(raw: bytes = MAIL, *, domain: str = "shopper.example", selector: str = "s1", **options) -> bytes:
    """`raw` with a signature of `domain` above it."""
    key = options.pop("key", None) or rsa_key()[0]
    canon = options.pop("canon", (b"relaxed", b"relaxed"))
    signer = dkim.DKIM(raw, signature_algorithm=options.pop("algorithm", b"rsa-sha256"))
    headers = options.pop("headers", [b"from", b"to", b"subject", b"date", b"message-id"])
    return (
        signer.sign(
            selector.encode(), domain.encode(), key, canonicalize=canon, include_headers=headers, **options
        )
        + raw
    )


@pytest.fixture
def world():
    """A name server where shopper.example publishes a key, a server that may send, and asks for rejection."""
    server = NameServer()
    server.txt("s1._domainkey.shopper.example", rsa_key()[1])
    server.txt("e1._domainkey.shopper.example", ed25519_key()[1])
    server.txt("shopper.example", f"v=spf1 ip4:{PEER} -all")
    server.txt("_dmarc.shopper.example", "v=DMARC1; p=reject")
    yield server
    server.stop()


@pytest.fixture
def verdict_on(world):
    """The verdict on a mail that says it is from Mina; by default it came through another server."""

    def judge(
        raw: bytes, *, sender: str = "mina@shopper.example", peer: str = "", mail_from: str = "", trusted=()
    ):
        envelope = Envelope(NOW, peer, "mx.sender.example", mail_from)
        return check(raw, sender, envelope, Names(world.server()), trusted)

    return judge
