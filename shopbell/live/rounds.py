"""Rounds: how a topic that changes all the time is told, such as `queue`.

Whoever is told fetches a list, and fifty that fetch at once hold up the shopper whose message they wait for. So the
screens are told one after the other, and each at most once a round, however often the topic rings meanwhile. The first
round after a quiet time is quick; while the topic goes on ringing, the next ones take their time.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

CALM_SECONDS = 0.4  # before a first round, for what else rings at the same moment; no round is shorter
FIRST_SPACE, LAST_SPACE = 0.025, 0.05  # seconds between two screens, in the first round and in the others
LONGEST_SECONDS = 5.0  # of a round


class Screen(Protocol):
    def push(self, text: str) -> None: ...


class Rounds:
    """The rounds of one topic. `followers` says who shows it; `on_quiet` is called when nothing rang in a round."""

    def __init__(self, topic: str, followers: Callable[[], Iterable[Screen]], on_quiet: Callable[[], object]):
        self._topic, self._followers, self._on_quiet = topic, followers, on_quiet
        self._space = FIRST_SPACE
        self._has_rung = False
        self._left: list[Screen] = []
        self._loop = asyncio.get_running_loop()
        self._loop.call_later(CALM_SECONDS, self._begin)

    def ring(self) -> None:
        """The topic changed: whoever was told in this round is told in the next."""
        self._has_rung = True

    def _begin(self) -> None:
        self._has_rung = False
        self._left = list(self._followers())
        self._due = self._loop.time() + CALM_SECONDS
        self._step_seconds = min(self._space, LONGEST_SECONDS / max(1, len(self._left)))
        self._step()

    def _step(self) -> None:
        if self._left:
            screen = self._left.pop()
            if screen in self._followers():
                screen.push(self._topic)
        if self._left:
            self._loop.call_later(self._step_seconds, self._step)
        else:
            self._loop.call_at(self._due, self._end)

    def _end(self) -> None:
        if self._has_rung:
            self._space = LAST_SPACE
            self._begin()
        else:
            self._on_quiet()
