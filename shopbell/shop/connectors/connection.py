"""A connection: a shop system that the desk is connected to, with what it needs to get in.

What is secret lies sealed and is never shown again. `source` is on every row that came by it; it stays when the
connection is ended, so that the same shop finds its rows again.
"""

import json
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.permission import Permission
from shopbell.core.sealed import SealedField, Unreadable

from .errors import ShopTrouble

BORROWED = ("lent", "lent_until")


class ConnectionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("connection", "Connected")
    ENDED = "ended", pgettext_lazy("connection", "Disconnected")


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def visible_to(self, agent):
        return self.all() if agent.may(Permission.SETTINGS_MANAGE) else self.none()

    def open(self):
        return self.filter(state=ConnectionState.OPEN)


class Connection(models.Model):
    kind = models.CharField(max_length=12)
    source = models.CharField(max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120, help_text=_("as the shop system calls the shop"))
    currency = models.CharField(max_length=3, blank=True)
    note = models.TextField(blank=True, help_text="what the owner should know")
    told = models.JSONField(
        _("access"), default=dict, help_text="what was written down to get in, and is not secret"
    )
    secrets = SealedField(_("secrets"), blank=True)
    state = models.CharField(max_length=6, choices=ConnectionState, default=ConnectionState.OPEN)
    error = models.TextField(blank=True, help_text="what went wrong when the shop was last asked")
    failed_at = models.DateTimeField(null=True)
    hooks_at = models.DateTimeField(null=True, help_text="when the shop was last told to call")
    heard_at = models.DateTimeField(null=True, help_text="when it last called")
    synced_at = models.DateTimeField(null=True, help_text="up to when all of its changes are here")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == ConnectionState.OPEN

    def secret(self, name: str) -> str:
        """A secret that was written down; empty when it was not. Raises ShopTrouble when no key opens it any more."""
        if isinstance(self.secrets, Unreadable):
            words = _t(
                "The secrets of this connection can no longer be read, because the desk's SHOPBELL_SECRET_KEY is "
                "another one now. Write them again."
            )
            raise ShopTrouble(words, is_lasting=True)
        return str(json.loads(self.secrets or "{}").get(name, ""))

    def keep_secrets(self, fresh: dict[str, str]) -> None:
        """Put `fresh` beside those that are there; an empty one leaves what there is. The caller saves."""
        self.secrets = json.dumps(self.opened() | {name: value for name, value in fresh.items() if value})

    def forget_borrowed(self) -> None:
        """Drop the token that the shop lent for the secrets of before. The caller saves."""
        self.secrets = json.dumps(
            {name: value for name, value in self.opened().items() if name not in BORROWED}
        )

    def opened(self) -> dict[str, Any]:
        """All secrets; none where no key opens them any more."""
        return json.loads(self.secrets) if self.secrets and not isinstance(self.secrets, Unreadable) else {}

    def keep_secrets_now(self, fresh: dict[str, str]) -> None:
        """The same, written at once beside whatever somebody else has written meanwhile."""
        if self.pk is None:
            self.keep_secrets(fresh)
            return
        with transaction.atomic():
            row = Connection.objects.select_for_update().get(pk=self.pk)
            row.keep_secrets(fresh)
            row.save(update_fields=["secrets"])
        self.secrets = row.secrets


def free_source(kind: str) -> str:
    """The source of the next connection of `kind`: shopify, then shopify-2."""
    taken = set(Connection.objects.filter(kind=kind).values_list("source", flat=True))
    number = 1
    while (source := kind if number == 1 else f"{kind}-{number}") in taken:
        number += 1
    return source


def note_trouble(connection: Connection, words: str) -> None:
    """Say on its page what went wrong; empty words: all is well again."""
    failed_at = timezone.now() if words else None
    Connection.objects.filter(pk=connection.pk).exclude(error=words).update(error=words, failed_at=failed_at)
