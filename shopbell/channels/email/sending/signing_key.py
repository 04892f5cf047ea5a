"""Keys that sign the mail of a domain, when the desk hands it over by SMTP itself. A provider signs on its own.

A key is made here and its record published by the shop. It signs from the moment a check has seen that record: a
signature whose key nobody finds helps nobody. So a new key takes over without a gap, and the old one can go then.
"""

import logging
import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shopbell.core.sealed import SealedField, Unreadable
from shopbell.core.settings_picture import Facet

from ..authenticity.signing import new_key, public_record, sign

log = logging.getLogger(__name__)


class SigningKey(models.Model):
    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=63)
    private = SealedField()
    record = models.TextField(help_text="what the domain publishes of it")
    made_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(
        null=True, help_text="when a check saw its record; it signs since then"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector"], name="selector_once_per_domain")
        ]

    def __str__(self) -> str:
        return self.selector

    @property
    def name(self) -> str:
        """Where its record stands."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def is_readable(self) -> bool:
        """Whether the desk can still sign with it: not when its own secret key was changed and the old one is gone."""
        return not isinstance(self.private, Unreadable)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def make_key(domain: str) -> SigningKey:
    """A new key for `domain`, which signs nothing yet."""
    private = new_key()
    return SigningKey.objects.create(
        domain=domain, selector=f"desk{secrets.token_hex(3)}", private=private, record=public_record(private)
    )


def signing_key(domain: str) -> SigningKey | None:
    """The key that mail of `domain` is signed with now: the newest that is published."""
    return SigningKey.objects.filter(domain=domain, published_at__isnull=False).order_by("-pk").first()


def signed(content: bytes, sender: str) -> bytes:
    """`content` with the signature of the sender's domain, if it has a key. Never raises: mail goes out anyway."""
    try:
        key = signing_key(domain_of(sender))
        if key is None or not key.is_readable:
            return content
        return sign(content, domain=key.domain, selector=key.selector, pem=key.private, at=timezone.now())
    except Exception:
        log.exception("A mail leaves unsigned")
        return content


def _selectors(inbox) -> list[str]:
    keys = SigningKey.objects.filter(domain=domain_of(inbox.address)) if inbox.address else ()
    return [key.selector for key in keys]


KEY_FACETS = [Facet("signing_keys", _("keys that sign mail"), _selectors)]
