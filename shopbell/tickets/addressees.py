"""Addressees: to whom an answer goes by mail, when the agent chose it: To, Cc and Bcc. Nobody chosen: as usual.

They are kept as they were typed, in drafts and scheduled replies: only sending looks whether each can be written to.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .message import Message

MAX_CHARACTERS = 6_000


@dataclass(frozen=True)
class Addressees:
    """Three lines of addresses with commas between them."""

    to: str = ""
    cc: str = ""
    bcc: str = ""

    def __bool__(self) -> bool:
        return any(line.strip() for line in (self.to, self.cc, self.bcc))

    @classmethod
    def of(cls, lines: Mapping[str, str]) -> "Addressees":
        """What `lines` (to, cc, bcc) say, as PostgreSQL can keep it."""
        return cls(**{name: _storable(lines.get(name) or "") for name in ("to", "cc", "bcc")})

    @property
    def lines(self) -> dict[str, str]:
        """To be stored: empty when nobody was chosen."""
        return asdict(self) if self else {}


def _storable(line: str) -> str:
    line = " ".join(line.replace("\0", "").split())[:MAX_CHARACTERS]
    return line.encode("utf-8", "replace").decode()


NOBODY = Addressees()

# how the floor above finds to whom a message was sent by the agent's choice, to make a draft of it again
FINDERS: list[Callable[["Message"], Addressees]] = []


def addressees_of(message: "Message") -> Addressees:
    """To whom `message` went when somebody chose that, else nobody."""
    return next((found for find in FINDERS if (found := find(message))), NOBODY)
