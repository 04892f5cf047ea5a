"""The gateway: sockets of the console and the widget. Signals only; content is fetched over HTTP.

Client → server: `follow TOPIC`, `leave TOPIC`, `look ticket-7`, `unlook ticket-7`, `typing ticket-7`.
Server → client: `TOPIC` (it changed: fetch your fragment), `TOPIC {json}` (a passing signal), and
`ready` after every connect: follow again, and fetch all that is shown, for nothing here is a delivery.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections
from django.utils import timezone

from .beat import beat, greet, say_goodbye
from .hub import Hub, Socket
from .looking import look, look_away
from .person import is_same_origin, may_hear, may_look, person_of
from .relay import Relay

log = logging.getLogger(__name__)
TYPING_SECONDS = 1.0  # one signal a second is all the other side can show
MAX_FRAME = 200
START_SECONDS = 5


class Gateway:
    """An ASGI app for websocket scopes; `start` and `stop` with the process."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.relay = Relay(self.hub)
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="live")
        self._tasks: list[asyncio.Task] = []

    async def start(self) -> None:
        work = [self.relay.run(), self.relay.speak(), self._beat()]
        self._tasks = [asyncio.create_task(each) for each in work]
        with contextlib.suppress(TimeoutError):  # without a database there is nothing to wait for
            await asyncio.wait_for(self.relay.is_listening.wait(), START_SECONDS)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: dict[str, Any], receive: Callable, send: Callable) -> None:
        await receive()  # websocket.connect
        if scope["path"] != "/live" or not is_same_origin(scope):
            await send({"type": "websocket.close", "code": 4403})
            return
        person, session_key = await self.ask(person_of, scope)
        await send({"type": "websocket.accept"})
        if person is None:  # only an accepted socket can tell a browser why it is closed
            await send({"type": "websocket.close", "code": 4401, "reason": "Signed out"})
            return
        socket = Socket(send, person, session_key)
        self.hub.add(socket)
        try:
            await self.ask(greet, person)
            socket.push("ready")
            await self._listen(socket, receive)
        finally:
            self.hub.remove(socket)
            others = [other.person for other in self.hub.sockets if other.person == person]
            await self.ask(say_goodbye, person, socket.looking, not others)

    async def _listen(self, socket: Socket, receive: Callable) -> None:
        while True:
            frame = await receive()
            if frame["type"] == "websocket.disconnect":
                return
            text = frame.get("text") or ""
            word, _, topic = text.partition(" ")
            if len(text) <= MAX_FRAME and topic:
                await self._obey(socket, word, topic)

    async def _obey(self, socket: Socket, word: str, topic: str) -> None:
        if word == "follow" and await self.ask(may_hear, socket.person, topic):
            self.hub.follow(socket, topic)
        elif word == "leave":
            self.hub.leave(socket, topic)
        elif word == "typing" and topic in socket.topics:
            self._pass_typing(socket, topic)
        elif word in {"look", "unlook"} and socket.person.is_agent:
            await self._look(socket, word, topic.removeprefix("ticket-"))

    def _pass_typing(self, socket: Socket, topic: str) -> None:
        now = time.monotonic()
        if now - socket.typed_at < TYPING_SECONDS:
            return
        socket.typed_at = now
        if socket.person.is_agent:
            self.relay.say(topic, typing="agent", id=socket.person.pk, name=socket.person.first_name)
        else:
            self.relay.say(topic, typing="customer")

    async def _look(self, socket: Socket, word: str, number: str) -> None:
        if not number.isdecimal():
            return
        ticket_id, agent = int(number), socket.person
        if word == "unlook" and ticket_id in socket.looking:
            socket.looking.discard(ticket_id)
            if not any(ticket_id in other.looking for other in self.hub.sockets if other.person == agent):
                await self.ask(look_away, agent.pk, ticket_id)
        elif word == "look" and len(socket.looking) < 20 and await self.ask(may_look, agent, ticket_id):
            socket.looking.add(ticket_id)
            await self.ask(look, agent.pk, [ticket_id], timezone.now())

    async def _beat(self) -> None:
        while True:
            await beat(self)

    async def ask(self, question: Callable, *args: Any) -> Any:
        """Run database code in a thread of the gateway's own."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, _with_connection, question, *args
        )


def _with_connection(question: Callable, *args: Any) -> Any:
    close_old_connections()
    try:
        return question(*args)
    finally:
        close_old_connections()
