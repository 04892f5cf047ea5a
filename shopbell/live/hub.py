"""The hub: which sockets of this process show which topic, and one socket's way out.

A topic says only that something changed, so what waits for a slow screen is a set: however often a
ticket changes meanwhile, the screen is told once. Nothing a slow screen does holds up the others, and no person
and no address has more screens than people have.
"""

import asyncio
import contextlib
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

from .rounds import Rounds

if TYPE_CHECKING:
    from .person import Person

MAX_PENDING = 500
MAX_TOPICS = 200
MAX_SCREENS = 40  # of one person
MAX_PLACES = 100  # of visitors from one public address
FRAMES_A_SECOND, MOST_FRAMES = 20, 300  # after a reconnect a screen follows all its topics at once
FRESH_SECONDS = (
    30  # from the fetch of what a screen shows to the moment it hears of changes, on the slowest line
)
BUSY = {"queue", "presence", "wall"}  # topics that change all the time are told in rounds

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Socket:
    """One screen of a person."""

    __slots__ = (
        "_send", "_drain", "_pending", "_frames_left", "_spoke_at", "asking", "is_unseen", "looking", "person",
        "ready_at", "session_key", "topics", "typed_at", "typed_early", "wishes", "worked_at",
    )  # fmt: skip

    def __init__(self, send: Send, person: "Person", session_key: str = ""):
        self._send = send
        self._drain: asyncio.Task | None = None
        self._pending: dict[str, None] | None = None
        self.person = person
        self.session_key = session_key
        self.topics: set[str] = set()
        self.looking: set[int] = set()
        self.is_unseen = False  # nor is it told that they write; known from the first look on
        self.typed_at = self.ready_at = 0.0  # seconds, as time.monotonic counts
        self.worked_at = float("-inf")  # when a hand was here last
        self.typed_early = ("", 0.0)  # the topic that was typed in before it was followed, and when
        self.wishes: set[str] = set()  # topics whose answer is awaited
        self.asking: asyncio.Task | None = None
        self._frames_left, self._spoke_at = float(MOST_FRAMES), 0.0

    def may_speak(self, now: float) -> bool:
        """Count a frame at `now` (seconds); whether it is one too many."""
        saved = self._frames_left + (now - self._spoke_at) * FRAMES_A_SECOND
        self._frames_left, self._spoke_at = min(MOST_FRAMES, saved) - 1, now
        return self._frames_left >= 0

    def wish(self, topic: str) -> bool:
        """Note that the screen wants `topic`; whether there is anything to ask."""
        if topic in self.topics or len(self.topics) + len(self.wishes) >= MAX_TOPICS:
            return False
        self.wishes.add(topic)
        return True

    def push(self, text: str) -> None:
        """Tell the screen `text`, now when its line is free, else as soon as it is.

        A coroutine that cannot finish at once waits for the line before it has written anything
        (uvicorn's `send` begins with that wait), so it can be dropped and the text kept instead.
        """
        if text == "ready":
            self.ready_at = time.monotonic()
        if self._drain is None:
            attempt = self._send({"type": "websocket.send", "text": text}).__await__()
            try:
                next(attempt)
            except StopIteration:
                return
            except Exception:  # the screen is gone; its own receive loop ends it
                return
            attempt.close()
            self._drain = asyncio.get_running_loop().create_task(self._empty())
        self._pending = self._pending or {}
        if len(self._pending) < MAX_PENDING:
            self._pending[text] = None
        else:
            self._pending = {"ready": None}  # it missed too much: let it fetch everything

    async def _empty(self) -> None:
        with contextlib.suppress(Exception):
            while self._pending:
                text = next(iter(self._pending))
                del self._pending[text]
                await self._send({"type": "websocket.send", "text": text})
        self._pending = self._drain = None

    async def close(self, code: int, reason: str) -> None:
        with contextlib.suppress(Exception):
            await self._send({"type": "websocket.close", "code": code, "reason": reason})


class Hub:
    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self._followers: defaultdict[str, set[Socket]] = defaultdict(set)
        self._told_at: dict[str, float] = {}  # the last ones, oldest first
        self._rounds: dict[str, Rounds] = {}
        self._screens: defaultdict[Person, set[Socket]] = defaultdict(set)
        self._places: Counter[str] = Counter()

    def follow(self, socket: Socket, topic: str) -> None:
        """Let `socket` hear of `topic`: at once when it changed after it fetched what it shows, or may have done so."""
        if len(socket.topics) < MAX_TOPICS:
            socket.topics.add(topic)
            self._followers[topic].add(socket)
            self._forget_old(time.monotonic())
            if self._told_at.get(topic, 0) > socket.ready_at:
                socket.push(topic)

    def leave(self, socket: Socket, topic: str) -> None:
        socket.wishes.discard(topic)
        socket.topics.discard(topic)
        followers = self._followers.get(topic)
        if followers:
            followers.discard(socket)
            if not followers:
                del self._followers[topic]

    def add(self, socket: Socket) -> bool:
        """Take in a screen; False when its person has as many as people have."""
        screens = self._screens[socket.person]
        if len(screens) >= MAX_SCREENS:
            return False
        screens.add(socket)
        self.sockets.add(socket)
        return True

    def remove(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        screens = self._screens[socket.person]
        screens.discard(socket)
        if not screens:
            del self._screens[socket.person]
        for topic in tuple(socket.topics):
            self.leave(socket, topic)

    def screens_of(self, person: "Person") -> tuple[Socket, ...]:
        """The open screens of `person` at this process."""
        return tuple(self._screens.get(person, ()))

    @contextlib.contextmanager
    def place_for(self, network: str) -> Iterator[bool]:
        """Hold a place among the sockets from `network`; False when all are taken. Empty is nobody's network."""
        self._places[network] += 1
        try:
            yield not network or self._places[network] <= MAX_PLACES
        finally:
            self._places[network] -= 1
            if not self._places[network]:
                del self._places[network]

    def tell(self, text: str) -> None:
        """Pass a notification on to the screens that show its topic; `text` may carry data behind the topic."""
        topic = text.partition(" ")[0]
        if topic == text:
            self._note(topic, time.monotonic())
        if text not in BUSY:
            for socket in tuple(self._followers.get(topic, ())):
                socket.push(text)
        elif topic in self._rounds:
            self._rounds[topic].ring()
        else:
            self._rounds[topic] = Rounds(
                topic, lambda: self._followers.get(topic, ()), lambda: self._rounds.pop(topic)
            )

    def _note(self, topic: str, now: float) -> None:
        self._told_at.pop(topic, None)
        self._told_at[topic] = now
        self._forget_old(now)

    def _forget_old(self, now: float) -> None:
        while self._told_at:
            oldest = next(iter(self._told_at))
            if now - self._told_at[oldest] < FRESH_SECONDS:
                return
            del self._told_at[oldest]

    def tell_all(self, text: str) -> None:
        for socket in tuple(self.sockets):
            socket.push(text)
