"""Senders whose remote pictures are shown without asking, for the whole desk: the desk fetches them, so what a sender
learns is the same whoever reads.

The address alone is no proof. A mail whose sender is forged, or not looked into yet, asks for its pictures like any
other.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused
from shopbell.customers.identity import Kind, normal

from ..authenticity.verdict import Standing
from ..email_message import EmailMessage


class PictureSender(models.Model):
    address = models.CharField(_("address"), max_length=320, unique=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("sender whose pictures are shown")
        verbose_name_plural = _("senders whose pictures are shown")
        ordering = ["address"]

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        try:
            self.address = normal(Kind.EMAIL, self.address)
        except Refused as error:
            raise ValidationError({"address": str(error)}) from error


def show_pictures_of(mail: EmailMessage, *, by) -> None:
    """From now on remote pictures in mail from this sender are shown; again it changes nothing."""
    PictureSender.objects.get_or_create(address=mail.from_address, defaults={"agent": by})


def hide_pictures_of(mail: EmailMessage) -> None:
    """Remote pictures in mail from this sender wait again until they are asked for."""
    PictureSender.objects.filter(address=mail.from_address).delete()


def with_pictures(mails: Iterable[EmailMessage]) -> set[int]:
    """The messages among `mails` whose remote pictures are shown without asking."""
    asked = [mail for mail in mails if mail.from_address and not _is_doubtful(mail)]
    if not asked:
        return set()
    known = set(
        PictureSender.objects.filter(address__in={mail.from_address for mail in asked}).values_list(
            "address", flat=True
        )
    )
    return {mail.pk for mail in asked if mail.from_address in known}


def _is_doubtful(mail: EmailMessage) -> bool:
    check = getattr(mail, "sender_check", None)
    return check is not None and check.standing in {Standing.FORGED, Standing.PENDING}
