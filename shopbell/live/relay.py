"""The relay: one LISTEN per process that hears the bus, and one line to speak on it.

A lost database connection means missed topics, so after every reconnect all screens are told
`ready` and fetch what they show.
"""

import asyncio
import json
import logging

import psycopg

from shopbell.core.bus import CHANNEL, address

from .hub import Hub

log = logging.getLogger(__name__)
LONGEST_PAUSE_SECONDS = 10


class Relay:
    def __init__(self, hub: Hub):
        self.hub = hub
        self.is_listening = asyncio.Event()
        self._connection: psycopg.AsyncConnection | None = None
        self._outgoing: asyncio.Queue[str] = asyncio.Queue(1000)

    async def run(self) -> None:
        """Listen until cancelled; reconnects with growing pauses."""
        pause_seconds = 0.2
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(address(), autocommit=True) as connection:
                    await connection.execute(f'listen "{CHANNEL}"')
                    pause_seconds = 0.2
                    self.is_listening.set()
                    self.hub.tell_all("ready")
                    async for notice in connection.notifies():
                        self.hub.tell(notice.payload)
            except (psycopg.Error, OSError) as error:
                log.warning("The bus is gone, trying again in %.1f s: %s", pause_seconds, error)
            self.is_listening.clear()
            await asyncio.sleep(pause_seconds)
            pause_seconds = min(LONGEST_PAUSE_SECONDS, pause_seconds * 2)

    def say(self, topic: str, **data) -> None:
        """Pass a signal to every process; dropped when the line is full or down, for it is worth nothing later."""
        text = f"{topic} {json.dumps(data)}" if data else topic
        if not self._outgoing.full():
            self._outgoing.put_nowait(text)

    async def speak(self) -> None:
        """Send what `say` was given, until cancelled."""
        try:
            while True:
                await self._speak(await self._outgoing.get())
        finally:
            if self._connection:
                await self._connection.close()

    async def _speak(self, text: str) -> None:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = await psycopg.AsyncConnection.connect(address(), autocommit=True)
            await self._connection.execute("select pg_notify(%s, %s)", [CHANNEL, text])
        except (psycopg.Error, OSError) as error:
            log.warning("A signal was lost: %s", error)
            self._connection = None
            await asyncio.sleep(1)
