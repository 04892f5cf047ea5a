"""A screen for the tests: one end of a socket of a gateway, without a network between."""

import asyncio

from asgiref.sync import sync_to_async
from django.db import connections
from django.test import Client

from shopbell.core.bus import publish
from shopbell.live.gateway import Gateway

HOST = "testserver"


class Screen:
    """One end of a socket of `gateway`."""

    def __init__(
        self,
        gateway: Gateway,
        *,
        cookie: str = "",
        visitor: str = "",
        query: str = "",
        origin: str = f"http://{HOST}",
        address: str = "127.0.0.1",
    ):
        self._in: asyncio.Queue = asyncio.Queue()
        self._out: asyncio.Queue = asyncio.Queue()
        self._in.put_nowait({"type": "websocket.connect"})
        headers = [(b"host", HOST.encode()), (b"origin", origin.encode()), (b"cookie", cookie.encode())]
        scope = {
            "type": "websocket", "path": "/live", "query_string": ("visitor" if visitor else query).encode(), "headers": headers,
            "client": (address, 1234),
        }  # fmt: skip
        if visitor:
            self.say(f"visitor {visitor}")
        self.task = asyncio.create_task(gateway(scope, self._in.get, self._put))

    async def _put(self, message: dict) -> None:
        self._out.put_nowait(message)

    async def next(self) -> dict:
        return await asyncio.wait_for(self._out.get(), 5)

    async def hears(self) -> str:
        return (await self.next())["text"]

    async def closed(self) -> int:
        """The code that the socket is closed with, whatever was heard before."""
        while True:
            message = await self.next()
            if message["type"] == "websocket.close":
                return message["code"]

    def is_silent(self) -> bool:
        return self._out.empty()

    async def open(self) -> "Screen":
        assert (await self.next())["type"] == "websocket.accept"
        assert await self.hears() == "ready"
        return self

    def say(self, text: str) -> None:
        self._in.put_nowait({"type": "websocket.receive", "text": text})

    async def close(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.task


def cookie_of(agent) -> str:
    client = Client()
    client.force_login(agent)
    return f"shopbell={client.cookies['shopbell'].value}"


def on_gateway(scene):
    """Run the coroutine `scene(gateway)` with a gateway that is connected to the bus."""
    on_gateways(1, scene)


def on_gateways(count: int, scene):
    """Run `scene` with several gateways, as several processes of a desk have them."""

    async def run():
        gateways = [Gateway() for _ in range(count)]
        for gateway in gateways:
            await gateway.start()
        try:
            await scene(*gateways)
        finally:
            for gateway in gateways:
                await gateway.stop()
                gateway._threads.shutdown(wait=True)  # or its last question meets the tables being emptied

    asyncio.run(run())


async def follow(screen: Screen, topic: str) -> None:
    """Follow `topic` and wait until it is in force: the bus is asked until it answers."""
    screen.say(f"follow {topic}")
    for _ in range(50):
        await ask(publish, topic)
        await asyncio.sleep(0.05)
        if not screen.is_silent():
            break
    quiet = 0
    while quiet < 4:  # on a busy machine several askings were under way, and are answered one after the other
        await asyncio.sleep(0.05)
        quiet += 1
        while not screen.is_silent():
            await screen.next()
            quiet = 0


async def ask(question, *args, **more):
    """Ask the database from within a scene, in a thread that gives its connection back."""
    return await sync_to_async(_asked, thread_sensitive=False)(question, *args, **more)


def _asked(question, *args, **more):
    try:
        return question(*args, **more)
    finally:
        connections.close_all()


async def eventually(question, *args) -> None:
    """Wait until `question(*args)` is true; fails after some seconds."""
    for _ in range(100):
        if await ask(question, *args):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never true: {question.__name__}{args}")
