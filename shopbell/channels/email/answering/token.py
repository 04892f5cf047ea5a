"""The answer token: which agent may answer which ticket by mail, as a reply or as a note, signed by the desk.

It stands behind the + of an address that only a mail to that agent names, and alone it opens nothing: what comes to
it counts only when it is proven to come from the agent's own mailbox (`gate.py`). It also says up to which message that
mail shows the ticket, so that an answer which crosses another is stopped, and when it was made.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.conf import settings

from ..joining.token import short
from ..mime.address import plus_part

GOOD_FOR = timedelta(days=14)
TOKEN = re.compile(r"([rnw])((?:\.[0-9a-z]{1,13}){4})\.([a-z2-7]{16})")
INSIDE = re.compile(r"(?:\+|%2b)([rnw](?:\.[0-9a-z]{1,13}){4}\.[a-z2-7]{16})(?=@|%40)", re.IGNORECASE)


class Mode(StrEnum):
    """What an answer becomes."""

    REPLY = "r"
    NOTE = "n"
    WHICH = "w"  # nothing: the mail told of several tickets, and this is the address of none


@dataclass(frozen=True)
class AnswerToken:
    mode: Mode
    agent_id: int
    ticket_id: int  # 0 for none
    seen_message_id: int  # 0 for none
    made_at: datetime  # to the minute

    def is_expired(self, now: datetime) -> bool:
        return now > self.made_at + GOOD_FOR


def sign(token: AnswerToken) -> str:
    """As it stands in an address: some 40 characters of the 64 that a local part may have."""
    minutes = int(token.made_at.timestamp()) // 60
    numbers = (token.agent_id, token.ticket_id, token.seen_message_id, minutes)
    body = ".".join([token.mode, *map(short, numbers)])
    return f"{body}.{_signature(body)}"


def read(text: str) -> AnswerToken | None:
    """What this desk signed; None for anything else."""
    match = TOKEN.fullmatch(text.strip().lower())
    if not match or not hmac.compare_digest(match[3], _signature(match[1] + match[2])):
        return None
    agent_id, ticket_id, seen, minutes = (int(each, 36) for each in match[2].split(".")[1:])
    return AnswerToken(Mode(match[1]), agent_id, ticket_id, seen, datetime.fromtimestamp(minutes * 60, UTC))


def is_like_one(address: str) -> bool:
    """Whether `address` has a part behind its + that has the form of an answer token, signed or not."""
    return "+" in address and TOKEN.fullmatch(plus_part(address).lower()) is not None


def read_all(addresses: Iterable[str]) -> list[AnswerToken]:
    """Those that this desk signed, behind the + of `addresses`, each once, in order."""
    found = [read(plus_part(each)) for each in addresses if is_like_one(each)]
    return list(dict.fromkeys(each for each in found if each))


def without_answer_tokens(text: str) -> str:
    """`text` with the bare address wherever it names an answer address."""
    return INSIDE.sub("", text)


def names_one(text: str) -> bool:
    """Whether `text` names an answer address, of whatever desk."""
    return INSIDE.search(text) is not None


def _signature(body: str) -> str:
    key = hashlib.sha256(b"shopbell answer token" + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(key, body.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()
