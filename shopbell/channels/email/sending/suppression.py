"""Suppression: an address that the desk writes to no more, as its mail comes back or its owner called it spam.

To go on writing costs the shop its good name with mail providers: their next mails are held to be spam as well. Whoever
writes to us from an address that mail came back from shows that it works, and it is written to again. A complaint, and
what was entered by hand, stays until an admin takes it off.
"""

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.channels.registry import DeliveryError
from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared
from shopbell.customers.identity import Kind, normal


class Reason(models.TextChoices):
    BOUNCED = "bounced", _("mail came back")
    COMPLAINT = "complaint", _("called it spam")
    BY_HAND = "by_hand", _("entered here")


class Suppression(models.Model):
    address = models.CharField(_("address"), max_length=320, unique=True)
    reason = models.CharField(max_length=10, choices=Reason, default=Reason.BY_HAND)
    words = models.CharField(_("why"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("address not written to")
        verbose_name_plural = _("addresses not written to")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        try:
            self.address = normal(Kind.EMAIL, self.address)
        except Refused as error:
            raise ValidationError({"address": str(error)}) from error


@transaction.atomic
def suppress(address: str, reason: Reason, words: str = "") -> bool:
    """Write to `address` no more; returns whether that is news. A complaint weighs more than what was there before."""
    row, is_new = Suppression.objects.get_or_create(
        address=address, defaults={"reason": reason, "words": words[:500]}
    )
    if is_new or row.reason == Reason.COMPLAINT or reason != Reason.COMPLAINT:
        return is_new
    row.reason, row.words = reason, words[:500]
    row.save(update_fields=["reason", "words"])
    return True


def lift_for(address: str) -> None:
    """Mail came from `address`, so it works. A complaint and what was entered by hand stay."""
    with connection.cursor() as cursor:  # every mail that arrives asks: plain SQL
        cursor.execute(
            "delete from channel_email_suppression where address = %s and reason = %s",
            [address, str(Reason.BOUNCED)],
        )


def refuse_suppressed(address: str) -> None:
    """Raise DeliveryError, for good, when nothing is sent to `address`; it says why and what to do."""
    if why := why_suppressed(address):
        raise DeliveryError(why, permanent=True)


def why_suppressed(address: str) -> str:
    """Why nothing is sent to `address`, and what to do; empty when it may be written to."""
    row = OF_ADDRESS.first(address=address)
    return _sentence(row) if row else ""


OF_ADDRESS = Prepared(lambda address: Suppression.objects.filter(address=address), address=str)


def _sentence(row: Suppression) -> str:
    why = {
        Reason.BOUNCED: _t("Mail to this address came back: %(words)s"),
        Reason.COMPLAINT: _t("Its owner told their provider that mail of the shop is spam. %(words)s"),
        Reason.BY_HAND: _t("This address is on the list of those not written to. %(words)s"),
    }[Reason(row.reason)] % {"words": row.words}
    way = _t("Take it from Settings › Addresses not written to, and send again.")
    return f"{why.strip()} {way}"
