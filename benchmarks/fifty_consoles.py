"""Fifty open consoles, some walls and twenty shoppers' messages a second, beside the same messages with none open.

Each console does what the console's scripts do: follows `queue`, and on the signal fetches its rows and counts, each of
them never twice at a time and at most every 0.3 s; a lead's wall fetches all of it, at most every 2 s. Visible: from a
new chat's answer to its row in each console's list.
"""

import asyncio
import os
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from websockets.asyncio.client import connect

from benchmarks.browser import session_keys
from benchmarks.chat_latency import Chat, quantile
from benchmarks.desk import RunningDesk, row, running_desk, tree
from benchmarks.many_tickets import fill_tickets

CONSOLES = int(os.environ.get("CONSOLES", "50"))
WALLS = int(os.environ.get("WALLS", "5"))
PER_SECOND, SECONDS, CHATS = 20, int(os.environ.get("SECONDS", "30")), 40
PAGES = {
    "/desk/views/open/rows/": 0.3,
    "/desk/views/open/counts/": 0.3,
}  # with the seconds between two fetches
WALL_PAGES = {"/desk/wall/now/": 2.0}


class Line:
    """One HTTP connection that is kept open, as plain as can be: the client must not be the bottleneck."""

    def __init__(self, port: int, cookie: str):
        self.port, self.cookie = port, cookie
        self.reader: asyncio.StreamReader | None = None

    async def get(self, path: str) -> bytes:
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
        headers = f"Host: 127.0.0.1:{self.port}\r\nHX-Request: true\r\nCookie: {self.cookie}\r\n"
        self.writer.write(f"GET {path} HTTP/1.1\r\n{headers}\r\n".encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{path}: {head[:80]!r}")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
        return await self.reader.readexactly(length)


@dataclass
class Figures:
    sent: list[float] = field(default_factory=list)
    visible: list[float] = field(default_factory=list)
    refetches: int = 0
    cpu_seconds: float = 0
    lasted: float = 0


class Console:
    """A screen: an agent's with the list open, or a lead's with the wall."""

    def __init__(
        self, port: int, cookie: str, figures: Figures, awaited: dict[int, float], pages: dict[str, float]
    ):
        self.port, self.cookie, self.figures, self.awaited = port, cookie, figures, awaited
        self.pages = pages
        self.seen: set[int] = set()
        self.rings = {page: asyncio.Event() for page in pages}

    async def listen(self) -> None:
        url, origin = f"ws://127.0.0.1:{self.port}/live", f"http://127.0.0.1:{self.port}"
        headers = {"Cookie": self.cookie}
        async with connect(url, origin=origin, additional_headers=headers) as socket:  # type: ignore[arg-type]
            async for frame in socket:
                if frame == "ready":
                    for topic in ("queue", "presence", "wall") if self.pages is WALL_PAGES else ("queue",):
                        await socket.send(f"follow {topic}")
                if frame in {"ready", "queue", "presence", "wall"}:
                    for ring in self.rings.values():
                        ring.set()

    async def refetch(self, path: str) -> None:
        line, ring = Line(self.port, self.cookie), self.rings[path]
        while True:
            await ring.wait()
            ring.clear()
            pause = asyncio.create_task(asyncio.sleep(self.pages[path]))
            page = await line.get(path)
            self.figures.refetches += 1
            if path.endswith("/rows/"):
                self._look(page)
            await pause

    def _look(self, page: bytes) -> None:
        now = time.perf_counter()
        for ticket, begun in self.awaited.items():
            if ticket not in self.seen and f"/desk/tickets/{ticket}/".encode() in page:
                self.seen.add(ticket)
                self.figures.visible.append(now - begun)


async def measure(desk: RunningDesk, key: str, cookies: list[str], consoles: int, walls: int) -> Figures:
    port, figures = int(desk.url.rsplit(":", 1)[1]), Figures()
    awaited: dict[int, float] = {}
    kinds = [PAGES] * consoles + [WALL_PAGES] * walls
    screens = [
        Console(port, cookies[n % len(cookies)], figures, awaited, pages) for n, pages in enumerate(kinds)
    ]
    work = [asyncio.create_task(screen.listen()) for screen in screens]
    work += [asyncio.create_task(screen.refetch(page)) for screen in screens for page in screen.pages]
    async with httpx.AsyncClient(base_url=desk.url, timeout=60) as http:
        chats = [Chat(key, http) for _ in range(CHATS)]
        for chat in chats:
            await chat.start()
        await asyncio.sleep(5)
        figures.refetches, cpu, tasks = 0, cpu_seconds(desk), []

        async def send(number: int) -> None:
            begun = time.perf_counter()
            if number % PER_SECOND:
                await chats[number % CHATS].send(f"message {number}")
            else:
                chat = Chat(key, http)
                await chat.start()
                awaited[chat.ticket] = time.perf_counter()
            figures.sent.append(time.perf_counter() - begun)

        begun = time.perf_counter()
        for number in range(PER_SECOND * SECONDS):
            await asyncio.sleep(max(0, begun + number / PER_SECOND - time.perf_counter()))
            tasks.append(asyncio.create_task(send(number)))
        await asyncio.gather(*tasks)
        figures.lasted = time.perf_counter() - begun
        figures.cpu_seconds = cpu_seconds(desk) - cpu
        refetches = figures.refetches
        await asyncio.sleep(5)
        figures.refetches = refetches
    for task in work:
        task.cancel()
    for result in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(result, Exception) and not isinstance(result, asyncio.CancelledError):
            raise result
    return figures


def cpu_seconds(desk: RunningDesk) -> float:
    """Processor time that the desk's process has used; the database's own is not in it."""
    fields = Path(f"/proc/{tree(desk.process.pid)[0]}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    with running_desk("--empty") as desk:
        database = desk.database()
        fill_tickets(database, 10_000)
        key = f"bench-{secrets.token_hex(4)}"
        settings = '{"messages_a_minute": 6000}'
        database.execute(
            "insert into channels_inbox (channel, name, address, public_key, settings, signature, is_active,"
            " created_at) values ('chat', 'Bench', '', %s, %s, '', true, now())",
            [key, settings],
        )
        database.execute(
            "insert into accounts_availability (agent_id, chosen, chosen_at, seen_at)"
            " select id, 'available', now(), now() + interval '1 hour' from accounts_agent"
        )
        cookies = [f"shopbell={each}" for each in session_keys(desk)]
        alone = asyncio.run(measure(desk, key, cookies, 0, 0))
        crowd = asyncio.run(measure(desk, key, cookies, CONSOLES, WALLS))
    show(alone, crowd)


def show(alone: Figures, crowd: Figures) -> None:
    beside = "no console"
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        late = quantile(crowd.visible, share) * 1000
        row(f"new ticket's row visible, {name}", late, "ms", goal="≤ 3,000 ms" if share > 0.9 else "")
    for share, name in ((0.5, "p50"), (0.95, "p95")):
        mine, bare = quantile(crowd.sent, share) * 1000, quantile(alone.sent, share) * 1000
        row(f"a shopper's message taken in, {name}", mine, "ms", limit=bare, limit_name=beside)
    row("refetches of rows, counts and walls", crowd.refetches / crowd.lasted, "/s", goal="≤ 60")
    cpu, bare_cpu = (100 * each.cpu_seconds / each.lasted for each in (crowd, alone))
    row("processor of the desk", cpu, "%", limit=bare_cpu, limit_name=beside)


if __name__ == "__main__":
    main()
