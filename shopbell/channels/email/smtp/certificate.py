"""The certificate of STARTTLS: the operator's, or one of our own making in the data folder.

Mail servers encrypt to certificates that nobody vouches for rather than not at all (RFC 7435), so a
self-signed one already keeps mail from being read on the way.
"""

import os
import ssl
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone

from shopbell.core.setting import read

YEARS = 10


def tls_context() -> ssl.SSLContext:
    """What the listener encrypts with. OSError (or SSLError) when the file is no certificate with its key."""
    path = read("SHOPBELL_SMTP_CERTIFICATE") or str(_own())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(path)
    return context


def _own() -> Path:
    path = Path(settings.DATA) / "secrets" / "smtp.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"smtp.pem.{os.getpid()}")
        fresh.touch(0o600)
        fresh.write_bytes(self_signed(settings.MAIL_DOMAIN))
        os.replace(fresh, path)
    return path


def self_signed(name: str) -> bytes:
    """Key and certificate for the host `name`, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    now = timezone.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + certificate.public_bytes(pem)
