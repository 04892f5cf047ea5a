"""Taking in the body of a request in the event loop, so that nobody who sends slowly, or without end, holds a thread.

Small bodies stay in memory, larger ones go to a temporary file that has no name and is gone with the process.
"""

import asyncio
import io
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_noop

IN_MEMORY_BYTES = 256 * 1024
SILENCE_SECONDS = 20  # between two pieces
GRACE_SECONDS = 20
BYTES_A_SECOND = 4096  # the pace from then on; the slowest mobile line is quicker
LONGEST_SECONDS = 900
LINGER_SECONDS = 5  # how long somebody who was turned down may go on sending before we hang up
REFUSED = "shopbell.refused"  # in the environ: the BodyRefused that the pages shall put into words

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Gone(Exception):
    """The person hung up before the body was complete."""


class BodyRefused(Exception):
    """The body is not taken in. `sentence` is for the person and wants translating, with `values` in it."""

    def __init__(self, status: int, sentence: str, **values: Any):
        super().__init__(sentence % values)
        self.status, self.sentence, self.values = status, sentence, values


class Cellar:
    """Where large bodies wait for their thread: all of them together have `room_bytes`."""

    def __init__(self, folder: Path, *, max_bytes: int, room_bytes: int):
        self.folder, self.max_bytes = folder, max_bytes
        self.free_bytes = room_bytes


def refuse_large(size_bytes: int, max_bytes: int) -> None:
    if size_bytes > max_bytes:
        sentence = gettext_noop("That is larger than %(limit)s MB. Send a link instead.")
        raise BodyRefused(413, sentence, limit=max_bytes >> 20)


class Body:
    """One body as a file. Must be closed, which gives its room back."""

    def __init__(self, cellar: Cellar):
        self._cellar = cellar
        self._claimed_bytes = 0
        self.size_bytes = 0
        self.file: IO[bytes] = io.BytesIO()

    def add(self, piece: bytes) -> None:
        refuse_large(self.size_bytes + len(piece), self._cellar.max_bytes)
        self.size_bytes += len(piece)
        try:
            if self.size_bytes > IN_MEMORY_BYTES:
                self._claim_room()
            self.file.write(piece)
        except OSError:
            raise BodyRefused(
                507, gettext_noop("There is no room for this right now. Try again later.")
            ) from None

    def _claim_room(self) -> None:
        wanted = self.size_bytes - self._claimed_bytes
        if wanted > self._cellar.free_bytes:
            raise BodyRefused(503, gettext_noop("Too much is arriving at once. Try again in a minute."))
        is_first = not self._claimed_bytes
        self._cellar.free_bytes -= wanted
        self._claimed_bytes = self.size_bytes
        if is_first:
            small = self.file
            self.file = tempfile.TemporaryFile(dir=self._cellar.folder)  # noqa: SIM115 (closed by `close`)
            self.file.write(small.getbuffer())  # type: ignore[attr-defined]

    def close(self) -> None:
        self.file.close()
        self._cellar.free_bytes += self._claimed_bytes
        self._claimed_bytes = 0


async def take_in(receive: Receive, cellar: Cellar, *, declared_bytes: int) -> Body:
    """The whole body of a request, from its beginning. Raises BodyRefused or Gone, after which nothing is kept.

    `declared_bytes` is what its head announces, 0 when it announces nothing.
    """
    refuse_large(declared_bytes, cellar.max_bytes)
    body, begun = Body(cellar), time.monotonic()
    try:
        while True:
            try:
                async with asyncio.timeout(_patience(begun, body.size_bytes)):
                    message = await receive()
            except TimeoutError:
                raise BodyRefused(
                    408, gettext_noop("Your connection was too slow to send this. Try again.")
                ) from None
            if message["type"] == "http.disconnect":
                raise Gone
            body.add(message.get("body", b""))
            if not message.get("more_body", False):
                body.file.seek(0)
                return body
    except BaseException:
        body.close()
        raise


def _patience(begun: float, size_bytes: int) -> float:
    """Seconds to wait for the next piece."""
    allowed = min(LONGEST_SECONDS, GRACE_SECONDS + size_bytes / BYTES_A_SECOND)
    return min(SILENCE_SECONDS, begun + allowed - time.monotonic())


async def linger(receive: Receive) -> None:
    """Throw away what still arrives of a refused body for a moment: hanging up at once would lose our answer."""
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while (await receive()).get("more_body", False):
                pass
    except TimeoutError:
        pass
