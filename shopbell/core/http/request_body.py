"""Taking in the body of a request in the event loop, so that nobody who sends slowly, or without end, holds a thread.

Small bodies stay in memory while there is room, others go to a temporary file that has no name and is gone with the
process. Nobody who sends much at once takes all the room: each public address has a share.
"""

import asyncio
import io
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_noop

IN_MEMORY_BYTES = 256 * 1024
FIELDS_BYTES = (
    1 << 20
)  # of a body that is taken in, for what stands beside its files (settings.BODY_MAX_BYTES)
SILENCE_SECONDS = 20  # between two pieces
GRACE_SECONDS = 20
BYTES_A_SECOND = 4096  # the pace from then on; the slowest mobile line is quicker
LONGEST_SECONDS = 900
LINGER_SECONDS = 5  # how long somebody who was turned down may go on sending before we hang up
REFUSED = "shopbell.refused"  # in the environ: the BodyRefused that the pages shall put into words

Receive = Callable[[], Awaitable[dict[str, Any]]]
Whose = Callable[[], str]  # where a body comes from, as it is counted; empty is nobody's network


class Gone(Exception):
    """The person hung up before the body was complete."""


class BodyRefused(Exception):
    """The body is not taken in. `sentence` is for the person and wants translating, with `values` in it."""

    def __init__(self, status: int, sentence: str, **values: Any):
        super().__init__(sentence % values)
        self.status, self.sentence, self.values = status, sentence, values


class Cellar:
    """Where bodies wait for their thread. All of them together have `memory_bytes`, and `room_bytes` on the disk, of
    which those from one public address have `share_bytes`."""

    def __init__(self, folder: Path, *, max_bytes: int, room_bytes: int, share_bytes: int, memory_bytes: int):
        self.folder, self.max_bytes, self.share_bytes = folder, max_bytes, share_bytes
        self.free_bytes, self.free_memory_bytes = room_bytes, memory_bytes
        self._taken: Counter[str] = Counter()

    def claim(self, size_bytes: int, network: str) -> None:
        """Take room on the disk. Raises BodyRefused when there is none, or the address has its share."""
        is_too_much = bool(network) and self._taken[network] + size_bytes > self.share_bytes
        if is_too_much or size_bytes > self.free_bytes:
            raise BodyRefused(503, gettext_noop("Too much is arriving at once. Try again in a minute."))
        self.free_bytes -= size_bytes
        self._taken[network] += size_bytes

    def give_back(self, size_bytes: int, network: str) -> None:
        self.free_bytes += size_bytes
        self._taken[network] -= size_bytes
        if not self._taken[network]:
            del self._taken[network]


def refuse_large(size_bytes: int, max_bytes: int) -> None:
    if size_bytes > max_bytes:
        sentence = gettext_noop("That is larger than %(limit)s MB. Send a link instead.")
        raise BodyRefused(413, sentence, limit=max(max_bytes - FIELDS_BYTES, 1 << 20) >> 20)


class Body:
    """One body as a file. Must be closed, which gives its room back."""

    def __init__(self, cellar: Cellar, whose: Whose):
        self._cellar, self._whose = cellar, whose
        self._memory_bytes = self._claimed_bytes = 0
        self._network: str | None = None  # known as soon as the body lies on the disk
        self.size_bytes = 0
        self.file: IO[bytes] = io.BytesIO()

    def add(self, piece: bytes) -> None:
        refuse_large(self.size_bytes + len(piece), self._cellar.max_bytes)
        self.size_bytes += len(piece)
        try:
            if self._network is None and self._fits_into_memory():
                self._cellar.free_memory_bytes -= len(piece)
                self._memory_bytes = self.size_bytes
            else:
                self._claim_room()
            self.file.write(piece)
        except OSError:
            raise BodyRefused(
                507, gettext_noop("There is no room for this right now. Try again later.")
            ) from None

    def _fits_into_memory(self) -> bool:
        wanted = self.size_bytes - self._memory_bytes
        return self.size_bytes <= IN_MEMORY_BYTES and wanted <= self._cellar.free_memory_bytes

    def _claim_room(self) -> None:
        network = self._whose() if self._network is None else self._network
        self._cellar.claim(self.size_bytes - self._claimed_bytes, network)
        self._claimed_bytes = self.size_bytes
        if self._network is None:
            self._network, small = network, self.file
            self.file = tempfile.TemporaryFile(dir=self._cellar.folder)  # noqa: SIM115 (closed by `close`)
            self.file.write(small.getbuffer())  # type: ignore[attr-defined]
            self._leave_memory()

    def _leave_memory(self) -> None:
        self._cellar.free_memory_bytes += self._memory_bytes
        self._memory_bytes = 0

    def close(self) -> None:
        self.file.close()
        self._leave_memory()
        if self._network is not None:
            self._cellar.give_back(self._claimed_bytes, self._network)
            self._claimed_bytes = 0


async def take_in(receive: Receive, cellar: Cellar, *, declared_bytes: int, whose: Whose) -> Body:
    """The whole body of a request, from its beginning. Raises BodyRefused or Gone, after which nothing is kept.

    `declared_bytes` is what its head announces, 0 when it announces nothing; `whose` is asked only for what is large.
    """
    refuse_large(declared_bytes, cellar.max_bytes)
    body, begun = Body(cellar, whose), time.monotonic()
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
