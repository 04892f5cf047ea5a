"""The reply token: which ticket and delivery a mail answers, signed by the desk.

It stands in the Message-ID and in the plus part of the reply address, so it must survive programs that
change the case of a local part: digits and lower-case letters only. It names one delivery, and through
that the one address it was sent to.

The one in the address proves that a mail was read. That of a Message-ID proves nothing, since programs pass it on
among their references: it is signed apart, so that no address can be made of it.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from django.conf import settings

from ..mime.address import plus_part

TOKEN = re.compile(r"^(?:shopbell\.)?([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.([a-z2-7]{16})$")
INSIDE = re.compile(
    r"(?:\+|%2b|(?<=shopbell)\.)([0-9a-z]{1,13}\.[0-9a-z]{1,13}\.[a-z2-7]{16})(?=@|%40)", re.IGNORECASE
)
OWN = "shopbell."  # begins our Message-IDs
ADDRESS, ID = b"shopbell reply token", b"shopbell message id"  # what signatures are for
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def sign(ticket_id: int, delivery_id: int) -> str:
    """The token of a delivery of a ticket, at most 44 characters: a local part may have 64."""
    return f"{short(ticket_id)}.{short(delivery_id)}.{_signature(ticket_id, delivery_id, ADDRESS)}"


def read(text: str) -> tuple[int, int] | None:
    """Ids of ticket and delivery of the token of a reply address that this desk signed; None for anything else."""
    return _read(text, [ADDRESS])


def _read_id(text: str) -> tuple[int, int] | None:
    """The same of a Message-ID's token. Until they were signed apart it was that of the reply address."""
    return _read(text, [ID, ADDRESS])


def _read(text: str, purposes: list[bytes]) -> tuple[int, int] | None:
    match = TOKEN.match(text.strip().lower())
    if not match:
        return None
    ticket_id, delivery_id = int(match[1], 36), int(match[2], 36)
    if max(ticket_id, delivery_id) >= 2**63:
        return None
    signatures = [_signature(ticket_id, delivery_id, purpose) for purpose in purposes]
    return (
        (ticket_id, delivery_id) if any(hmac.compare_digest(match[3], each) for each in signatures) else None
    )


def read_all(addresses: Iterable[str], message_ids: Iterable[str] = ()) -> list[tuple[int, int]]:
    """What the tokens behind the + of `addresses` and in `message_ids` (without brackets) name, each once, in order."""
    found = [read(plus_part(address)) for address in addresses if "+" in address]
    found += [_read_id(each.partition("@")[0]) for each in message_ids if each.startswith(OWN)]
    return list(dict.fromkeys(each for each in found if each))


def without_tokens(text: str) -> str:
    """`text` with the bare address where it names one of our reply addresses or Message-IDs."""
    return INSIDE.sub(lambda match: "" if _read_id(match[1]) else match[0], text)


def plain_addresses(addresses: Iterable[str]) -> list[str]:
    """The addresses as people may read them, each once: our reply addresses without what proves a mail was read."""
    return list(dict.fromkeys(without_tokens(each) for each in addresses))


def opens(text: str) -> bool:
    """Whether `text` holds a token that proves to have read a mail."""
    return any(read(match[1]) for match in INSIDE.finditer(text))


def message_id(ticket_id: int, delivery_id: int) -> str:
    """The Message-ID of a delivery, without its brackets."""
    name = f"{short(ticket_id)}.{short(delivery_id)}.{_signature(ticket_id, delivery_id, ID)}"
    return f"{OWN}{name}@{settings.MAIL_DOMAIN}"


def _signature(ticket_id: int, delivery_id: int, purpose: bytes) -> str:
    key = hashlib.sha256(purpose + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(key, f"{ticket_id}.{delivery_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def short(number: int) -> str:
    """`number` as tokens write it, in digits and small letters."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits or "0"
