"""The public key of a signature, out of the DNS (RFC 6376 §3.6.1, RFC 8463)."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_der_public_key

from .names import Names
from .tags import Misformed, binary, tags

RECORD_BYTES = 4096
LEAST_BITS, MOST_BITS = 1024, 8192
MOST_RECORDS = 4  # of one name: more than one is a mistake, or being changed


class Unusable(Exception):
    """There is no key to check with; the words say why."""


@dataclass(frozen=True)
class Key:
    kind: str  # rsa or ed25519
    public: RSAPublicKey | Ed25519PublicKey
    hashes: list[str] | None = None  # those that it may be used with
    is_strict: bool = False  # only for the domain itself, not for those below it

    def verifies(self, signature: bytes, digest: bytes) -> bool:
        """Whether `signature` is this key's over a SHA-256 `digest`."""
        try:
            if isinstance(self.public, RSAPublicKey):
                self.public.verify(signature, digest, PKCS1v15(), Prehashed(hashes.SHA256()))
            else:
                self.public.verify(signature, digest)
        except InvalidSignature:
            return False
        return True


def find_key(names: Names, selector: str, domain: str) -> Key:
    """The key that `domain` publishes as `selector`. Raises Unusable, NotNow when the DNS does not say."""
    records = names.txt(f"{selector}._domainkey.{domain}")
    if not records:
        raise Unusable("no key in the DNS")
    fault = Unusable("no key in the DNS")
    for record in records[:MOST_RECORDS]:
        try:
            return read_key(record)
        except Unusable as error:
            fault = error
    raise fault


def read_key(record: bytes) -> Key:
    """The key of one TXT record. Raises Unusable."""
    if len(record) > RECORD_BYTES:
        raise Unusable("the key record is too long")
    try:
        values = tags(record.decode("ascii", "replace"))
        if values.get("v", "DKIM1") != "DKIM1":
            raise Unusable("not a DKIM record")
        if not values.get("p"):
            raise Unusable("the key is revoked" if "p" in values else "the record holds no key")
        content = binary(values["p"])
    except Misformed as error:
        raise Unusable(f"the key record cannot be read: {error}") from None
    if not {"*", "email"} & set(_list(values.get("s", "*"))):
        raise Unusable("the key is not for mail")
    kind = values.get("k", "rsa")
    allowed = _list(values["h"]) if "h" in values else None
    return Key(kind, _public(kind, content), allowed, "s" in _list(values.get("t", "")))


def _list(text: str) -> list[str]:
    return [each.strip().lower() for each in text.split(":")]


def _public(kind: str, content: bytes) -> RSAPublicKey | Ed25519PublicKey:
    try:
        if kind == "ed25519":
            return Ed25519PublicKey.from_public_bytes(content)
        key = load_der_public_key(content)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Unusable("the key cannot be read") from None
    if kind != "rsa" or not isinstance(key, RSAPublicKey):
        raise Unusable("a key of a kind that is not used for mail")
    if not LEAST_BITS <= key.key_size <= MOST_BITS:
        raise Unusable(f"a key of {key.key_size} bits")
    return key
