"""What tells the desk of parcels: a carrier, or a service that gathers the scans of many. One file per kind.

A kind knows how the other side signs its calls, what stands in them, and how it is asked. It reads nothing of the
database and writes nothing: what comes of it is `Tracked`, and `scanning.py` puts that beside the parcels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from shopbell.core.http.guarded import Answer, CannotReach, NotAllowed, ask

from ..private_host import is_private
from ..shipment import Step

MOST_TEXT, MOST_PLACE = 200, 120  # characters, as a scan has room for


@dataclass(frozen=True)
class ToldScan:
    at: datetime
    step: Step
    text: str
    place: str = ""


@dataclass(frozen=True)
class Tracked:
    """What is told of one parcel: all scans or some of them, in any order."""

    number: str
    scans: list[ToldScan] = field(default_factory=list)
    expected_on: date | None = None


class Unreadable(Exception):
    """A call holds something else than its kind sends. The text says what, in a line for an admin."""


class CannotAsk(Exception):
    """There was no answer that says anything of parcels. The text is fit for an admin.

    `rest_seconds`: nobody is to ask before, as the other side wishes; 0 when it says nothing.
    """

    def __init__(self, sentence: str, *, rest_seconds: int = 0):
        super().__init__(sentence)
        self.rest_seconds = rest_seconds


class Kind(Protocol):
    name: str
    label: Any
    address: str  # where it is asked, unless the account names another place
    most_at_once: int  # parcels in one question
    registers: bool  # it tells of no parcel that it was not told of before

    def is_signed(self, headers: Mapping[str, str], body: bytes, secret: str) -> bool:
        """Whether whoever knows `secret` sent exactly this."""

    def read(self, body: bytes) -> list[Tracked]:
        """What a call tells; the same each time. Raises Unreadable."""

    def ask(self, address: str, key: str, numbers: Sequence[str]) -> list[Tracked]:
        """What is known of these parcels; those that are not known are left out. Raises CannotAsk."""

    def register(self, address: str, key: str, number: str) -> str:
        """Tell it of a parcel; again changes nothing. Why it does not take this number, or empty. Raises CannotAsk."""


def answered(address: str, headers: Mapping[str, str], *, most_bytes: int) -> bytes | None:
    """The body of a good answer, None for 404. Raises CannotAsk with a sentence for everything else."""
    answer = call("GET", address, headers, most_bytes=most_bytes)
    if answer.status == 404:
        return None
    if answer.status == 200:
        if len(answer.body) >= most_bytes:
            raise CannotAsk(_("It answered with more than is taken in."))
        return answer.body
    raise no_answer(answer)


def call(
    method: str, address: str, headers: Mapping[str, str], *, most_bytes: int, content: bytes = b""
) -> Answer:
    """Any answer at all. Raises CannotAsk where there is none."""
    is_own = is_private(address)
    try:
        return ask(
            method, address, headers={"Accept": "application/json", **headers}, content=content, most_bytes=most_bytes,
            is_own=is_own, schemes=frozenset({"http", "https"} if is_own else {"https"}),
        )  # fmt: skip
    except NotAllowed:
        raise CannotAsk(
            _("This address may not be asked: it is not on the open net. The operator can allow it.")
        ) from None
    except CannotReach:
        raise CannotAsk(_("It does not answer.")) from None


def no_answer(answer: Answer) -> CannotAsk:
    """What an answer says that is none to the question."""
    if answer.status in (401, 403):
        return CannotAsk(
            _("It does not accept the key (HTTP %(status)s). Enter it again.") % {"status": answer.status}
        )
    if answer.status == 429:
        return CannotAsk(_("It asks to slow down."), rest_seconds=_rest(answer.headers))
    if answer.status >= 500:
        return CannotAsk(_("It has a fault (HTTP %(status)s).") % {"status": answer.status})
    return CannotAsk(
        _("It answered something else than was asked for (HTTP %(status)s).") % {"status": answer.status}
    )


LONGEST_REST = 6 * 3600


def _rest(headers: Mapping[str, str]) -> int:
    word = headers.get("Retry-After", "")
    return min(int(word), LONGEST_REST) if word.isascii() and word.isdecimal() else 0


KINDS: dict[str, Kind] = {}


def add_kind(kind: Kind) -> Kind:
    KINDS[kind.name] = kind
    return kind
