"""When an inbox is answered, as shoppers are told: a floor above keeps the hours and says it here."""

from collections.abc import Callable

from .inbox import Inbox

_says: list[Callable[[Inbox, str], str]] = []


def say_openings(by: Callable[[Inbox, str], str]) -> None:
    """Have `by` asked when an inbox is answered, for a reader in a zone."""
    _says[:] = [by]


def opening_of(inbox: Inbox, zone: str) -> str:
    """When it closes or opens again, in the reader's language and zone; empty when no hours are kept."""
    return _says[0](inbox, zone) if _says else ""
