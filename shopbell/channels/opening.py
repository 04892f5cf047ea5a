"""When an inbox is answered, as shoppers are told: a floor above keeps the hours and says it here."""

from typing import Protocol

from .inbox import Inbox


class Says(Protocol):
    def __call__(self, inbox: Inbox, zone: str, *, is_manned: bool = False) -> str: ...


_says: list[Says] = []


def say_openings(by: Says) -> None:
    """Have `by` asked when an inbox is answered, for a reader in a zone."""
    _says[:] = [by]


def opening_of(inbox: Inbox, zone: str, *, is_manned: bool = False) -> str:
    """When it closes or opens again, in the reader's language and zone; empty when no hours are kept.

    Where it is said beside that somebody is there (`is_manned`), it is not said that nobody is.
    """
    return _says[0](inbox, zone, is_manned=is_manned) if _says else ""
