"""Secrets at rest: sealed with a key made of SECRET_KEY, so that a copy of the database alone gives none away.

What an earlier key sealed is opened with SECRET_KEY_FALLBACKS, until `sealed_places.py` seals it anew. A secret that
no key opens any more is an `Unreadable`, which is kept as it is: the right key may come back.
"""

import base64
import enum
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

PURPOSE = b"shopbell sealed secrets"
BEGINNING = "gAAAA"  # of whatever Fernet sealed


class Key(enum.Enum):
    """Which key sealed a text."""

    NOW = "now"
    EARLIER = "earlier"
    LOST = "lost"
    NONE = "none"  # it lies plain


@dataclass(frozen=True)
class Unreadable:
    """A sealed secret that none of our keys opens."""

    sealed: str


class CannotOpen(Exception):
    """No key of ours sealed this."""


def seal(text: str) -> str:
    """`text` as only this desk can read it; never the same twice."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises CannotOpen when it was sealed with a key that we do not have, or not at all."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeError):
        raise CannotOpen from None


def key_of(text: str) -> Key:
    """Which key sealed `text`. What only looks sealed counts as sealed with a lost key."""
    if not text.startswith(BEGINNING):
        return Key.NONE
    for secrets, key in (
        ((settings.SECRET_KEY,), Key.NOW),
        (tuple(settings.SECRET_KEY_FALLBACKS), Key.EARLIER),
    ):
        try:
            if secrets and _keys_of(secrets).decrypt(text.encode()):
                return key
        except (InvalidToken, UnicodeError):
            continue
    return Key.LOST


class SealedField(models.TextField):
    """A secret text, sealed in the database: a `str` when it can be read, else `Unreadable`. Cannot be searched."""

    def from_db_value(self, value: str | None, expression, connection) -> "str | Unreadable | None":
        if not value:
            return value
        try:
            return unseal(value)
        except CannotOpen:
            return Unreadable(value)

    def get_db_prep_save(self, value: Any, connection) -> Any:
        if isinstance(value, Unreadable):
            return value.sealed
        return seal(value) if value else value


def _keys() -> MultiFernet:
    return _keys_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _keys_of(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
