"""A role: a name for a list of permissions. Every agent has one; admins may write more."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from .permission import Permission


class Role(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    permissions = ArrayField(
        models.CharField(max_length=40, choices=Permission), default=list, verbose_name=_("permissions")
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
