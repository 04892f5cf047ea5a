"""Secrets that open something of a customer's: 256 random bits, of which the desk keeps the hash alone."""

import hashlib
import secrets


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
