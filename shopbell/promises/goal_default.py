"""The goals that every desk begins with, those of a channel as soon as it is there (R109).

A channel that comes later adds its own in its first migration, by `rows_of`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

from .goal import Counts, Goal

MINUTE, HOUR = 60, 3_600


@dataclass(frozen=True)
class Default:
    name: str
    channels: tuple[str, ...]  # none: whatever no other policy is for
    counts: Counts
    first_reply: int
    next_reply: int | None = None


DEFAULTS = [
    Default("Chat", ("chat",), Counts.OPEN, MINUTE, MINUTE),
    Default("Phone", ("phone",), Counts.OPEN, 2 * MINUTE),
    Default("Social media", ("facebook", "instagram", "whatsapp"), Counts.OPEN, 2 * HOUR, 2 * HOUR),
    Default("Everything else", (), Counts.ALWAYS, 24 * HOUR, 24 * HOUR),
]


SAID = {
    "Chat": pgettext_lazy("goal policy", "Chat"),
    "Phone": pgettext_lazy("goal policy", "Phone"),
    "Social media": pgettext_lazy("goal policy", "Social media"),
    "Everything else": pgettext_lazy("goal policy", "Everything else"),
}


def name_said(name: str) -> str:
    """The name of a policy for the reader: that of a default one in their language, until the shop renames it."""
    return str(SAID.get(name, name))


def rows_of(*channels: str) -> Iterator[dict[str, Any]]:
    """The columns of the policies for these channels, and of the one for everything else."""
    for place, each in enumerate(DEFAULTS, start=1):
        here = [channel for channel in each.channels if channel in channels]
        if here or not each.channels:
            yield {
                "name": each.name,
                "position": 10 * place,
                "conditions": [{"field": "channel", "values": here}] if here else [],
                f"{Goal.FIRST_REPLY}_seconds": each.first_reply,
                f"{Goal.NEXT_REPLY}_seconds": each.next_reply,
                "counts": str(each.counts),
            }
