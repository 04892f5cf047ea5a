"""What the shop knows is going wrong now, said before anybody asks: above the form, in the widget, in the help centre.

Floors above know it and put themselves in here.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """In the reader's language: what is known, by when there is news (may be empty), and where more is said."""

    sentence: str
    next: str
    address: str


# (language of the reader, their zone or nothing) → what they should know first
TROUBLES: list[Callable[[str, str], list[Trouble]]] = []


def troubles(language: str, zone: str = "") -> list[Trouble]:
    return [trouble for find in TROUBLES for trouble in find(language, zone)]
