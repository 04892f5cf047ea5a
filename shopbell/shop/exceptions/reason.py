"""The reasons that an exception may have, as the shop words them: the ledger sums up by them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExceptionReason(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveIntegerField(_("place in the list"), default=0)
    is_active = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        ordering = ["position", "name"]
        verbose_name, verbose_name_plural = _("reason for exceptions"), _("reasons for exceptions")

    def __str__(self) -> str:
        return self.name
