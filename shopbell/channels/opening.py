"""When the shop is reached, as shoppers are told: a floor above keeps the hours and says it here.

Each sentence is in the reader's language and zone; empty when no hours are kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from .inbox import Inbox


class Says(Protocol):
    def __call__(self, inbox: Inbox, zone: str, *, is_manned: bool = False) -> str: ...


@dataclass(frozen=True)
class Openings:
    of_inbox: Says
    at_doors: Callable[[Sequence[Inbox], str], dict[Inbox, str]]
    of_phone: Callable[[str], str]


_says: list[Openings] = []


def say_openings(by: Openings) -> None:
    """Have `by` asked from now on, for a reader in a zone."""
    _says[:] = [by]


def opening_of(inbox: Inbox, zone: str, *, is_manned: bool = False) -> str:
    """When it closes or opens again.

    Where it is said beside that somebody is there (`is_manned`), it is not said that nobody is.
    """
    return _says[0].of_inbox(inbox, zone, is_manned=is_manned) if _says else ""


def openings_at_doors(inboxes: Sequence[Inbox], zone: str) -> dict[Inbox, str]:
    """The same of each for a page that leads there: a chat is open only while somebody is there."""
    return _says[0].at_doors(inboxes, zone) if _says else dict.fromkeys(inboxes, "")


def opening_of_phone(zone: str) -> str:
    """The same of the shop's main phone."""
    return _says[0].of_phone(zone) if _says else ""
