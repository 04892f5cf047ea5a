"""The reply token: which ticket and delivery a mail answers, signed by the desk.

It stands in the Message-ID and in the plus part of the reply address (which alone proves that a mail was
read: programs pass the other on among their references), so it must survive programs that
change the case of a local part: digits and lower-case letters only. It names one delivery, and through
that the one address it was sent to.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from django.conf import settings

from .mime.address import plus_part

TOKEN = re.compile(r"^(?:shopbell\.)?([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.([a-z2-7]{16})$")
INSIDE = re.compile(
    r"(?:\+|%2b|(?<=shopbell)\.)([0-9a-z]{1,13}\.[0-9a-z]{1,13}\.[a-z2-7]{16})(?=@|%40)", re.IGNORECASE
)
OWN = "shopbell."  # begins our Message-IDs
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def sign(ticket_id: int, delivery_id: int) -> str:
    """The token of a delivery of a ticket, at most 44 characters: a local part may have 64."""
    return f"{_short(ticket_id)}.{_short(delivery_id)}.{_signature(ticket_id, delivery_id)}"


def read(text: str) -> tuple[int, int] | None:
    """Ids of ticket and delivery of a token that this desk signed; None for anything else."""
    match = TOKEN.match(text.strip().lower())
    if not match:
        return None
    ticket_id, delivery_id = int(match[1], 36), int(match[2], 36)
    if max(ticket_id, delivery_id) >= 2**63 or not hmac.compare_digest(
        match[3], _signature(ticket_id, delivery_id)
    ):
        return None
    return ticket_id, delivery_id


def read_all(addresses: Iterable[str], message_ids: Iterable[str] = ()) -> list[tuple[int, int]]:
    """What the tokens behind the + of `addresses` and in `message_ids` (without brackets) name, each once, in order."""
    texts = [plus_part(address) for address in addresses if "+" in address]
    texts += [each.partition("@")[0] for each in message_ids if each.startswith(OWN)]
    return list(dict.fromkeys(found for text in texts if (found := read(text))))


def without_tokens(text: str) -> str:
    """`text` with the bare address where it names one of our reply addresses or Message-IDs."""
    return INSIDE.sub(lambda match: "" if read(match[1]) else match[0], text)


def message_id(ticket_id: int, delivery_id: int) -> str:
    """The Message-ID of a delivery, without its brackets."""
    return f"{OWN}{sign(ticket_id, delivery_id)}@{settings.MAIL_DOMAIN}"


def _signature(ticket_id: int, delivery_id: int) -> str:
    key = hashlib.sha256(b"shopbell reply token" + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(key, f"{ticket_id}.{delivery_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def _short(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits or "0"
