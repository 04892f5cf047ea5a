"""Who is to be called now: the floor that takes wishes for calls says it, the one that finds agents asks."""

from collections.abc import Callable, Iterable
from datetime import datetime

CALLS: list[Callable[[datetime, Iterable[int] | None], dict[int, datetime]]] = []


def calls_due(now: datetime, among: Iterable[int] | None = None) -> dict[int, datetime]:
    """Since when a call is due, by ticket; of those `among`, or of all."""
    return {ticket: since for due in CALLS for ticket, since in due(now, among).items()}
