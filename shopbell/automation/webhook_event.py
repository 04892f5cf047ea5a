"""What webhooks are told of besides the tickets that rules name: events of things that other floors have.

The floor that knows both puts the kinds in here: what their events are called, how programs read such a thing, and
where the desk shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MOST_EVENT, MOST_LANGUAGE = 40, 12


@dataclass(frozen=True)
class Kind:
    """`events` by their names, which begin with that of the kind and a dot. `state` is None of what is gone."""

    events: dict[str, Any]  # words of gettext
    state: Callable[[int], dict[str, Any] | None]
    address: Callable[[int, str], str]


KINDS: dict[str, Kind] = {}


def kind_of(event: str) -> str:
    return event.partition(".")[0]


def known_events() -> dict[str, Any]:
    """All that a webhook may ask to be told of, with their words."""
    return {name: words for kind in KINDS.values() for name, words in kind.events.items()}
