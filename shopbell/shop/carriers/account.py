"""A carrier account: by what the desk hears of a carrier's scans (its webhook, asking it, or both), and how that goes.

An account may serve several carriers, as services that gather scans do. The parcel of a carrier that no account names
belongs to the account that names none.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.core.sealed import SealedField, Unreadable

from ..private_host import is_private
from .aftership import AFTERSHIP
from .generic import GENERIC
from .page_address import is_page
from .tracking import KINDS, Kind

KIND_CHOICES = [(each.name, each.label) for each in (GENERIC, AFTERSHIP)]
RESTS = [timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 180, 360)]  # after so many failures


def new_hook_key() -> str:
    return secrets.token_urlsafe(18)


class CarrierAccountQuerySet(models.QuerySet["CarrierAccount"]):
    def visible_to(self, agent):
        return self.all() if agent.may(Permission.SETTINGS_MANAGE) else self.none()

    def asking(self):
        """Those that are asked of parcels, by themselves."""
        return self.filter(is_active=True, polls=True)


class CarrierAccount(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KIND_CHOICES, default=GENERIC.name)
    carriers = models.CharField(_("carriers"), max_length=500, blank=True)
    hook_secret = SealedField(_("secret of its webhook"), blank=True)
    polls = models.BooleanField(_("ask it too"), default=False)
    address = models.CharField(_("address"), max_length=300, blank=True)
    page = models.CharField(_("page for shoppers"), max_length=300, blank=True)
    registers = models.BooleanField(_("tell it of new parcels"), default=False)
    api_key = SealedField(_("key"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    hook_key = models.CharField(max_length=40, unique=True, default=new_hook_key, editable=False)
    heard_at = models.DateTimeField(null=True, editable=False, help_text="a call of its webhook was let in")
    answered_at = models.DateTimeField(null=True, editable=False)
    failed_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="since it last answered")
    error = models.CharField(max_length=300, blank=True, editable=False)
    rest_until = models.DateTimeField(null=True, editable=False, help_text="it is not asked before")

    objects = CarrierAccountQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "carriers"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError, by field, for what cannot be so together."""
        kind, wrong = KINDS.get(self.kind), {}
        if kind is None:
            return
        if self.polls and not self.place:
            wrong["address"] = _t("Write the address at which it is asked.")
        if self.address and not (self.address.startswith("https://") or is_private(self.address)):
            wrong["address"] = _t(
                "Enter an address that begins with https://, unless SHOPBELL_PRIVATE_SHOPS names its host."
            )
        if self.page and not is_page(self.page):
            wrong["page"] = _t("Enter an address that begins with https:// and has {number} behind its host.")
        if self.registers and not (self.polls and kind.registers):
            wrong["registers"] = _t(
                "Only a service that is asked too, and that wants it, is told of parcels."
            )
        if wrong:
            raise ValidationError(wrong)

    @property
    def speaks(self) -> Kind:
        return KINDS[self.kind]

    @property
    def carrier_keys(self) -> list[str]:
        """The carriers that it serves, in small letters; none: all that no other account names."""
        return [word.strip().lower() for word in self.carriers.split(",") if word.strip()]

    @property
    def place(self) -> str:
        """Where it is asked; empty when nobody has said."""
        return self.address or self.speaks.address

    @property
    def hook_path(self) -> str:
        return reverse("carrier-hook", args=[self.hook_key])

    @property
    def secret(self) -> str:
        """What its webhook is signed with; empty when there is none that can be read."""
        return "" if isinstance(self.hook_secret, Unreadable) else self.hook_secret

    @property
    def key(self) -> str:
        return "" if isinstance(self.api_key, Unreadable) else self.api_key

    @property
    def trouble(self) -> str:
        """What keeps it from being heard, in a sentence; empty when nothing does."""
        if isinstance(self.hook_secret, Unreadable) or isinstance(self.api_key, Unreadable):
            return _t(
                "Its secrets can no longer be read, because the desk's SHOPBELL_SECRET_KEY is another one now. "
                "Write them again."
            )
        return self.error

    def serves(self, carrier: str, named: set[str]) -> bool:
        """Whether parcels of `carrier` are this account's; `named` is what any account names."""
        keys, key = self.carrier_keys, carrier.lower()
        return key in keys if keys else key not in named

    @property
    def is_heard(self) -> bool:
        """Whether it tells of scans at all; one may be there for its page alone."""
        return self.polls or bool(self.hook_secret)


def named_carriers() -> set[str]:
    """The carriers that some account names and is heard of."""
    return named_in(each for each in CarrierAccount.objects.filter(is_active=True) if each.is_heard)


def named_in(accounts: Iterable[CarrierAccount]) -> set[str]:
    return {key for account in accounts for key in account.carrier_keys}


def note_answer(account: CarrierAccount, now: datetime) -> None:
    CarrierAccount.objects.filter(pk=account.pk).update(
        answered_at=now, failures=0, error="", rest_until=None
    )


def note_failure(account: CarrierAccount, words: str, now: datetime, *, rest_seconds: int = 0) -> None:
    """It is left alone for a while: as long as it wishes, else longer with each failure."""
    account.refresh_from_db(fields=["failures"])
    pause = RESTS[min(account.failures, len(RESTS) - 1)]
    CarrierAccount.objects.filter(pk=account.pk).update(
        failed_at=now, failures=account.failures + 1, error=words[:300],
        rest_until=now + max(pause, timedelta(seconds=rest_seconds)),
    )  # fmt: skip
