"""A webhook: an address of the shop's own that rules tell of tickets, and that may ask to be told of other things
(`webhook_event.py`); and the secret that proves that it is us.

Only whoever manages the settings writes one. The secret is sealed and never shown again.
"""

import hashlib
import hmac

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.sealed import SealedField, Unreadable
from shopbell.shop.private_host import is_private


class Webhook(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    address = models.CharField(_("address"), max_length=500)
    secret = SealedField(editable=False)
    is_on = models.BooleanField(_("switched on"), default=True)
    tells = models.JSONField(
        _("is told of"), default=list, db_default=models.Value([], models.JSONField()), blank=True
    )
    failures = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="in a row, of which its rest grows"
    )
    rest_until = models.DateTimeField(null=True, editable=False, help_text="it is not called before")
    left_out_at = models.DateTimeField(
        null=True, editable=False, help_text="when the admins were told that calls are left out"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("webhook"), _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def schemes(self) -> frozenset[str]:
        """http is for the operator's own network alone."""
        return frozenset({"https", "http"}) if is_private(self.address) else frozenset({"https"})

    def clean(self) -> None:
        """Raises ValidationError for an address that would never be called."""
        if not (self.address.startswith("https://") or is_private(self.address)):
            raise ValidationError(
                {
                    "address": _t(
                        "Enter an address that begins with https://, unless SHOPBELL_PRIVATE_SHOPS names its host."
                    )
                }
            )


class CannotSign(Exception):
    """The secret cannot be read, and nothing leaves unsigned."""


def signature(secret: str | Unreadable, body: bytes, seconds: int) -> str:
    """What proves that `body` is ours and when it left, as the header says it: `t=1767225600,v1=<hexadecimal>`.

    The moment is signed along, so that nobody sends an old call again. Raises CannotSign where no key of ours opens
    the secret.
    """
    if isinstance(secret, Unreadable):
        raise CannotSign
    made = hmac.new(secret.encode(), b"%d.%s" % (seconds, body), hashlib.sha256).hexdigest()
    return f"t={seconds},v1={made}"
