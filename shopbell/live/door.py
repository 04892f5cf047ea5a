"""The door: who says who they are is asked about in turn, one at a time for each public address.

The gateway asks the database in few threads. A cookie costs nothing to make up, so whoever sends many could keep all
others waiting; this way they wait behind each other.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator

MAX_WAITING = 200  # from one public address: a whole office after a restart


class Door:
    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()
        self._turns: dict[str, asyncio.Lock] = {}

    @contextlib.asynccontextmanager
    async def turn_of(self, network: str) -> AsyncIterator[bool]:
        """Wait for the turn of one from `network`; False at once when too many wait. Empty is nobody's network."""
        if not network or self._waiting[network] >= MAX_WAITING:
            yield not network
            return
        self._waiting[network] += 1
        try:
            async with self._turns.setdefault(network, asyncio.Lock()):
                yield True
        finally:
            self._waiting[network] -= 1
            if not self._waiting[network]:
                del self._waiting[network], self._turns[network]
