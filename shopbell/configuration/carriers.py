"""Carriers in the configuration file: whom they serve and how they are asked; their secrets stay at home."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.models import Team
from shopbell.core.errors import Refused
from shopbell.shop.carriers.tracking import KINDS
from shopbell.shop.models import CarrierAccount, StandstillPolicy

from .section import Part, Section, column, pointer


def _put_kind(account: Any, kind: str) -> None:
    if kind not in KINDS:
        raise Refused(_t("Write one of these words: %(words)s.") % {"words": ", ".join(KINDS)})
    _forget_key(account, account.kind, kind)
    account.kind = kind


def _put_address(account: Any, address: str) -> None:
    _forget_key(account, account.address, address)
    account.address = address


def _forget_key(account: Any, before: str, after: str) -> None:
    """A key that was entered for one place goes to no other because a file says so."""
    if account.pk and before != after:
        account.api_key = ""


CARRIERS = Section(
    "carriers",
    "settings-carriers",
    CarrierAccount,
    identity=("name",),
    parts=[
        column("name"),
        Part("kind", str, lambda account: account.kind, _put_kind),
        column("carriers"),
        column("asked_too", bool, "polls"),
        column("told_of_parcels", bool, "registers"),
        Part("address", str, lambda account: account.address, _put_address),
        column("page"),
        column("in_use", bool, "is_active"),
    ],
    rows=lambda: CarrierAccount.objects.order_by("name"),
)
STANDSTILLS = Section(
    "standstills",
    "settings-standstills",
    StandstillPolicy,
    identity=(),
    parts=[pointer("team", Team)],
    rows=lambda: StandstillPolicy.objects.filter(pk=1).select_related("team"),
    fresh=StandstillPolicy.current,
)
