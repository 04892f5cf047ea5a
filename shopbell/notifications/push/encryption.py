"""What only the browser can read: RFC 8291 (Web Push) over RFC 8188 (aes128gcm). Pure functions of keys and words."""

import base64
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
MOST_BYTES = 3993  # what fits into the 4096 that every push service takes (RFC 8030 §7.2)
LAST = b"\x02"  # the delimiter of the one and last record
RECORD_SIZE = 4096


@dataclass(frozen=True)
class Reader:
    """The browser's keys of a subscription: its point on P-256 (65 bytes) and its secret (16 bytes)."""

    public: bytes
    secret: bytes

    @classmethod
    def of(cls, p256dh: str, auth: str) -> "Reader":
        """Of base64url texts. Raises ValueError for what are no such keys."""
        reader = cls(from_base64url(p256dh), from_base64url(auth))
        if len(reader.secret) != 16:
            raise ValueError("The secret has 16 bytes.")
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, reader.public)
        return reader


def encrypt(
    words: bytes, reader: Reader, *, key: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """The body of a push message. `key` and `salt` are made anew each time, but for the example of the RFC."""
    if len(words) > MOST_BYTES:
        raise ValueError("Too long for a push message.")
    key, salt = key or ec.generate_private_key(CURVE), salt or os.urandom(16)
    own = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, reader.public)
    shared = key.exchange(ec.ECDH(), theirs)
    content_key, nonce = keys_of(shared, reader, own, salt)
    sealed = AESGCM(content_key).encrypt(nonce, words + LAST, None)
    return salt + RECORD_SIZE.to_bytes(4) + bytes([len(own)]) + own + sealed


def keys_of(shared: bytes, reader: Reader, sender: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Key and nonce of the one record (RFC 8291 §3.4)."""
    material = _derive(shared, reader.secret, b"WebPush: info\0" + reader.public + sender, 32)
    return (
        _derive(material, salt, b"Content-Encoding: aes128gcm\0", 16),
        _derive(material, salt, b"Content-Encoding: nonce\0", 12),
    )


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


def to_base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError for what is none."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
