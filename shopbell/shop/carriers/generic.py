"""A carrier by its own words: a signed webhook and one address to ask, as `docs/carriers.md` describes them."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shopbell.core.storable import storable_name

from ..feed.rows import ScanRow
from .tracking import CannotAsk, Kind, ToldScan, Tracked, Unreadable, add_kind, answered

SIGNATURE = "X-Tracking-Signature"
MOST_BYTES = 1_000_000


class ParcelRow(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True)  # what else is told is left alone

    tracking_number: str = Field(min_length=1, max_length=80)
    expected_on: date | None = None
    scans: list[ScanRow] = Field(default_factory=list, max_length=500)


class Parcels(BaseModel):
    parcels: list[ParcelRow] = Field(max_length=500)


class Generic:
    name = "generic"
    label = _("A carrier's own webhook and address")
    address = ""
    most_at_once = 1
    registers = False

    def is_signed(self, headers: Mapping[str, str], body: bytes, secret: str) -> bool:
        told = headers.get(SIGNATURE, "").removeprefix("sha256=").lower()
        return hmac.compare_digest(told.encode(), signature_of(body, secret).encode())

    def read(self, body: bytes) -> list[Tracked]:
        try:
            return [_tracked(row) for row in Parcels.model_validate_json(body).parcels]
        except ValidationError as error:
            raise Unreadable(in_a_line(error)) from None

    def ask(self, address: str, key: str, numbers: Sequence[str]) -> list[Tracked]:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        found = []
        for number in numbers:
            body = answered(place_of(address, number), headers, most_bytes=MOST_BYTES)
            try:
                found += self.read(body) if body is not None else []
            except Unreadable as error:
                raise CannotAsk(
                    _t("It answered something that cannot be read: %(why)s") % {"why": error}
                ) from None
        return found

    def register(self, address: str, key: str, number: str) -> str:
        return ""  # a carrier knows its own parcels


def signature_of(body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def place_of(address: str, number: str) -> str:
    """Where to ask for one parcel: its number stands for `{number}`, or behind the address."""
    safe = quote(number, safe="")
    return address.replace("{number}", safe) if "{number}" in address else f"{address.rstrip('/')}/{safe}"


def in_a_line(error: ValidationError) -> str:
    """The first thing that is wrong: parcels.0.scans.2.at: Input should be a valid datetime."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:200]


def _tracked(row: ParcelRow) -> Tracked:
    scans = [
        ToldScan(each.at, each.step, storable_name(each.text), storable_name(each.place))
        for each in row.scans
    ]
    return Tracked(storable_name(row.tracking_number), scans, row.expected_on)


GENERIC: Kind = add_kind(Generic())
