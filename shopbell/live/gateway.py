"""The gateway: sockets of the console and the widget. Signals only; content is fetched over HTTP.

An agent is known by the session cookie. A visitor opens `/live?visitor` and says `visitor SECRET` first: an
address would stand in the logs of every proxy.

Client → server: `follow TOPIC`, `leave TOPIC`, `look ticket-7`, `unlook ticket-7`, `typing ticket-7`, `working`
(a hand is at this page), `ping`.
Server → client: `TOPIC` (it changed: fetch your fragment), `TOPIC {json}` (a passing signal), `pong` (the line still
carries, as was asked by `ping`), and `ready` after every connect: follow again, and fetch all that is shown, for
nothing here is a delivery.
"""

import asyncio
import contextlib
import itertools
import logging
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections
from django.utils import timezone

from shopbell.accounts.availability import is_unseen, note_work
from shopbell.core.rate import network_in

from .beat import beat
from .door import Door
from .hub import Hub, Socket
from .looking import look, look_away
from .person import Person, agent_of, hearable, is_same_origin, may_look, visitor_with
from .presence import greet, say_goodbye
from .relay import Relay
from .sitting import get_up

log = logging.getLogger(__name__)
TYPING_SECONDS = 1.0  # one signal a second is all the other side can show
EARLY_SECONDS = 5.0  # as long as it is shown
WORKED_SECONDS = 5.0  # nobody asks more closely whether somebody is there
MAX_FRAME = 200
MAX_LOOKS = 20
START_SECONDS = 5
INTRODUCTION_SECONDS = 10
PAUSES_SECONDS = (0.2, 1, 3, 10)  # between questions to a database that is away
SIGNED_OUT, TOO_MUCH = 4401, 4429
CROWDED = "Too many pages are open at once"


class Gateway:
    """An ASGI app for websocket scopes; `start` and `stop` with the process."""

    def __init__(self) -> None:
        self.process = uuid.uuid4().hex
        self.hub = Hub()
        self.door = Door()
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
        network = network_in(scope)
        if scope["query_string"] != b"visitor":
            known = await self._recognized(network, agent_of, scope)
            await send({"type": "websocket.accept"})
            if known is None:
                await _close(send, TOO_MUCH, CROWDED)
                return
            person, session_key = known
            await self._serve(Socket(send, person, session_key) if person else None, receive, send)
            return
        with self.hub.place_for(network) as is_free:
            await send({"type": "websocket.accept"})
            if not is_free:
                await _close(send, TOO_MUCH, CROWDED)
                return
            person = await self._introduction(network, receive)
            await self._serve(Socket(send, person) if person else None, receive, send)

    async def _recognized(self, network: str, question: Callable, *args: Any) -> Any:
        """Ask who somebody from `network` is when it is their turn; None when too many of there wait."""
        async with self.door.turn_of(network) as is_theirs:
            return await self.ask(question, *args) if is_theirs else None

    async def _introduction(self, network: str, receive: Callable) -> Person | None:
        """The visitor who says who they are in the first frame; nobody who takes too long."""
        try:
            async with asyncio.timeout(INTRODUCTION_SECONDS):
                text = (await receive()).get("text") or ""
        except TimeoutError:
            return None
        word, _, token = text.partition(" ")
        if word != "visitor" or len(text) > MAX_FRAME:
            return None
        return await self._recognized(network, visitor_with, token)

    async def _serve(self, socket: Socket | None, receive: Callable, send: Callable) -> None:
        if socket is None:  # only an accepted socket can tell a browser why it is closed
            await _close(send, SIGNED_OUT, "Signed out")
            return
        if not self.hub.add(socket):
            await _close(send, TOO_MUCH, CROWDED)
            return
        try:
            await self.ask(greet, self.process, socket.person)
            socket.push("ready")
            await self._listen(socket, receive)
        finally:
            self.hub.remove(socket)
            await self._take_leave(socket)

    async def _take_leave(self, socket: Socket) -> None:
        person, looking = socket.person, set(socket.looking)
        socket.looking.clear()
        await self._look_away(person, looking)
        if not self.hub.screens_of(person):
            await self.let_go(person)

    async def let_go(self, person: Person) -> None:
        """Note that `person` has no screen here any more."""
        await self.ask(say_goodbye, self.process, person)
        if self.hub.screens_of(person):  # another was opened meanwhile, and may have been noted before
            await self.ask(greet, self.process, person)

    async def _listen(self, socket: Socket, receive: Callable) -> None:
        while True:
            frame = await receive()
            if frame["type"] == "websocket.disconnect":
                return
            if not socket.may_speak(time.monotonic()):
                await socket.close(TOO_MUCH, "That was a lot at once")
                return
            text = frame.get("text") or ""
            word, _, topic = text.partition(" ")
            if text == "ping":
                socket.push("pong")
            elif text == "working" and socket.person.is_agent:
                await self._note_work(socket)
            elif len(text) <= MAX_FRAME and topic:
                await self._obey(socket, word, topic)

    async def _obey(self, socket: Socket, word: str, topic: str) -> None:
        if word == "follow":
            self._follow(socket, topic)
        elif word == "leave":
            self.hub.leave(socket, topic)
        elif word == "typing" and not socket.is_unseen:
            if topic in socket.topics:
                self._pass_typing(socket, topic)
            elif topic in socket.wishes:  # the page says both at once, and the answer takes a moment
                socket.typed_early = topic, time.monotonic()
        elif word in {"look", "unlook"} and socket.person.is_agent:
            await self._look(socket, word, topic.removeprefix("ticket-"))

    def _follow(self, socket: Socket, topic: str) -> None:
        """Ask whether the person may hear `topic`, with all that they ask for until the last answer is here."""
        if socket.wish(topic) and socket.asking is None:
            socket.asking = asyncio.create_task(self._grant(socket))

    async def _grant(self, socket: Socket) -> None:
        pauses = itertools.chain(PAUSES_SECONDS, itertools.repeat(PAUSES_SECONDS[-1]))
        was_late = False
        try:
            while socket.wishes and socket in self.hub.sockets:
                asked = list(socket.wishes)
                try:
                    allowed = await self.ask(hearable, socket.person, asked)
                except Exception as error:  # the database is away
                    log.warning("A topic could not be followed, trying again: %s", error)
                    was_late = True
                    await asyncio.sleep(next(pauses))
                    continue
                for topic in asked:
                    if topic in socket.wishes and topic in allowed and socket in self.hub.sockets:
                        self.hub.follow(socket, topic)
                        self._pass_early_typing(socket, topic)
                    socket.wishes.discard(topic)
        finally:
            socket.asking = None
        if was_late:
            socket.push("ready")  # what changed meanwhile it was not told

    def _pass_early_typing(self, socket: Socket, topic: str) -> None:
        early, at = socket.typed_early
        if early == topic and time.monotonic() - at < EARLY_SECONDS:
            self._pass_typing(socket, topic)

    def _pass_typing(self, socket: Socket, topic: str) -> None:
        now = time.monotonic()
        if now - socket.typed_at < TYPING_SECONDS:
            return
        socket.typed_at = now
        if socket.person.is_agent:
            self.relay.say(topic, typing="agent", id=socket.person.pk, name=socket.person.first_name)
        else:
            self.relay.say(topic, typing="customer")

    async def _note_work(self, socket: Socket) -> None:
        now = time.monotonic()
        if now - socket.worked_at >= WORKED_SECONDS:
            socket.worked_at = now
            await self.ask(note_work, socket.person.pk, timezone.now())

    async def _look(self, socket: Socket, word: str, number: str) -> None:
        if not (number.isascii() and number.isdecimal()):
            return
        ticket_id, agent = int(number), socket.person
        if word == "unlook" and ticket_id in socket.looking:
            socket.looking.discard(ticket_id)
            await self._look_away(agent, {ticket_id})
            await self.ask(get_up, agent.pk, [ticket_id], timezone.now())
        is_new = ticket_id not in socket.looking and len(socket.looking) < MAX_LOOKS
        if word == "look" and is_new and await self.ask(may_look, agent, ticket_id):
            socket.looking.add(ticket_id)
            socket.is_unseen = await self.ask(is_unseen, agent.pk)
            await self.ask(look, self.process, [(agent.pk, ticket_id)], timezone.now())
            if f"looking-{ticket_id}" in socket.wishes:  # it asked to follow it, and missed its own look
                socket.push(f"looking-{ticket_id}")

    async def look_away(self, agent: Person, topics: Iterable[str]) -> None:
        """No screen of the agent may look at the tickets of `topics` any more."""
        ticket_ids = {int(topic.removeprefix("ticket-")) for topic in topics}
        for socket in self.hub.screens_of(agent):
            socket.looking -= ticket_ids
        await self._look_away(agent, ticket_ids)

    async def _look_away(self, agent: Person, ticket_ids: set[int]) -> None:
        still = {ticket_id for other in self.hub.screens_of(agent) for ticket_id in other.looking}
        if agent.is_agent and ticket_ids - still:
            await self.ask(look_away, self.process, agent.pk, ticket_ids - still)

    async def _beat(self) -> None:
        while True:
            await beat(self)

    async def ask(self, question: Callable, *args: Any) -> Any:
        """Run database code in a thread of the gateway's own."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, _with_connection, question, *args
        )


async def _close(send: Callable, code: int, reason: str) -> None:
    with contextlib.suppress(Exception):  # whoever is gone needs no reason
        await send({"type": "websocket.close", "code": code, "reason": reason})


def _with_connection(question: Callable, *args: Any) -> Any:
    close_old_connections()
    try:
        return question(*args)
    finally:
        close_old_connections()
