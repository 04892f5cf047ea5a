"""Who we are to the push services: a pair of keys of this desk's own (VAPID, RFC 8292), made when first needed.

Browsers subscribe to the public key, so a new pair makes every subscription worthless. The private one lies sealed;
when the key that sealed it is gone, a new pair is made and the devices with the old one are forgotten.
"""

import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import models, transaction

from shopbell.core.lock import hold_until_commit
from shopbell.core.sealed import SealedField

from .device import Device
from .encryption import CURVE, to_base64url

LASTS = timedelta(hours=12)  # at most 24 (RFC 8292 §2)


class VapidKey(models.Model):
    """One row."""

    private = SealedField(help_text="PKCS #8 as PEM")
    public = models.CharField(max_length=100, help_text="base64url of the uncompressed point")
    created_at = models.DateTimeField(auto_now_add=True)

    @property
    def is_readable(self) -> bool:
        return isinstance(self.private, str)


def own_key() -> VapidKey:
    """The desk's pair of keys."""
    known = VapidKey.objects.filter(pk=1).first()
    return known if known and known.is_readable else _make()


@transaction.atomic
def _make() -> VapidKey:
    hold_until_commit("vapid key")
    known = VapidKey.objects.filter(pk=1).first()
    if known and known.is_readable:  # another was quicker
        return known
    Device.objects.all().delete()
    key = ec.generate_private_key(CURVE)
    private = key.private_bytes(
        Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return VapidKey.objects.update_or_create(
        pk=1, defaults={"private": private, "public": to_base64url(public)}
    )[0]


def authorization(endpoint: str, key: VapidKey, now: datetime) -> str:
    """The header that tells the service of `endpoint` who sends, for some hours and for that service only."""
    parts = urlsplit(endpoint)
    claims: dict[str, str | int] = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + LASTS).timestamp()),
        "sub": subject(),
    }
    return f"vapid t={_signed(claims, str(key.private))}, k={key.public}"


def _signed(claims: dict[str, str | int], private: str) -> str:
    """The claims as a JSON Web Token by ES256 (RFC 7515, RFC 7518 §3.4)."""
    parts = [{"typ": "JWT", "alg": "ES256"}, claims]
    said = ".".join(to_base64url(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    key = serialization.load_pem_private_key(private.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{said}.{to_base64url(r.to_bytes(32) + s.to_bytes(32))}"


def subject() -> str:
    """Whom the service may ask about us: the desk's address where it is one of the open web, else its postmaster."""
    return settings.SITE_URL if settings.IS_HTTPS else f"mailto:postmaster@{settings.MAIL_DOMAIN}"
