"""Chat from one browser to the other at 50 messages a second, beside an echo through bare sockets.

With 2,000 idle sockets. \"Rings\" is the signal at the other's socket; \"seen\" is when its fragment was fetched.
"""

import asyncio
import json
import os
import secrets
import statistics
import time
import uuid

import httpx
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.browser import session_keys
from benchmarks.desk import RunningDesk, row, running_desk
from benchmarks.many_tickets import add_people
from benchmarks.socket_client import Client
from benchmarks.sockets import bare_uvicorn

IDLE, CHATS, SECONDS = 2000, 150, 30
WARM, WARM_PER_SECOND = (
    150,
    20,
)  # messages at the start, not counted: each page thread opens its connection then
PER_SECOND = int(os.environ.get("PER_SECOND", "50"))


class Chat:
    """One shopper in one chat with the agent who answers, and when each message rang and was seen."""

    def __init__(self, key: str, http: httpx.AsyncClient):
        self.key, self.http = key, http
        self.headers = {"Authorization": f"Visitor {secrets.token_urlsafe(32)}"}
        self.token = self.headers["Authorization"].removeprefix("Visitor ")

    async def start(self) -> None:
        body = {"client_id": str(uuid.uuid4()), "text": "Is the lamp in stock?", "name": "Bench"}
        answer = (await self._post("start", body))["chat"]
        self.id, self.topic, self.ticket = answer["id"], answer["topic"], answer["number"]

    async def send(self, text: str) -> dict:
        return await self._post("send", {"client_id": str(uuid.uuid4()), "chat": self.id, "text": text})

    async def _post(self, name: str, body: dict) -> dict:
        answer = await self.http.post(f"/chat/{self.key}/{name}", json=body, headers=self.headers)
        answer.raise_for_status()
        return answer.json()


async def listen(socket: ClientConnection, heard: dict[str, list[asyncio.Future]]) -> None:
    async for frame in socket:
        for waiting in heard.pop(str(frame), []):
            if not waiting.done():
                waiting.set_result(time.perf_counter())


async def measure(desk: RunningDesk, key: str, cookie: str) -> dict[str, list[float]]:
    port = desk.url.rsplit(":", 1)[1]
    rang: list[float] = []
    seen: list[float] = []
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=50)
    async with httpx.AsyncClient(base_url=desk.url, limits=limits, timeout=30) as http:
        agent = {"Cookie": cookie}
        chats = [Chat(key, http) for _ in range(CHATS)]
        for chat in chats:
            await chat.start()
        socket = await connect(f"ws://127.0.0.1:{port}/live", origin=desk.url, additional_headers=agent)  # type: ignore[arg-type]
        heard: dict[str, list[asyncio.Future]] = {}
        listener = asyncio.create_task(listen(socket, heard))
        for chat in chats:
            await socket.send(f"follow {chat.topic}")
        await asyncio.sleep(3)

        async def one(number: int) -> None:
            chat = chats[number % CHATS]
            ring = asyncio.get_running_loop().create_future()
            heard.setdefault(chat.topic, []).append(ring)
            begun = time.perf_counter()
            await chat.send(f"message {number}")
            rang_after = await asyncio.wait_for(ring, 20) - begun
            page = await http.get(
                f"/desk/tickets/{chat.ticket}/live/", headers=agent | {"HX-Request": "true"}
            )
            assert page.status_code == 200 and f"message {number}" in page.text, page.status_code
            if number >= WARM:
                rang.append(rang_after)
                seen.append(time.perf_counter() - begun)

        tasks, at = [], time.perf_counter()
        for number in range(WARM + PER_SECOND * SECONDS):
            at += 1 / (WARM_PER_SECOND if number < WARM else PER_SECOND)
            await asyncio.sleep(max(0, at - time.perf_counter()))
            tasks.append(asyncio.create_task(one(number)))
        await asyncio.gather(*tasks)
        listener.cancel()
        await socket.close()
    return {"rang": rang, "seen": seen}


async def echo(port: int) -> list[float]:
    """Milliseconds for a frame through bare uvicorn to another socket, at the same pace."""
    taken: list[float] = []
    async with connect(f"ws://127.0.0.1:{port}/") as one, connect(f"ws://127.0.0.1:{port}/") as other:
        for _ in range(PER_SECOND * 5):
            begun = time.perf_counter()
            await one.send(json.dumps({"t": 0}))
            await other.recv()
            await one.recv()
            taken.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(1 / PER_SECOND)
    return taken


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    with bare_uvicorn() as (port, _):
        bare = statistics.median(asyncio.run(echo(port)))
    with running_desk("--empty") as desk:
        database = desk.database()
        add_people(database)
        key = "bench-key"
        database.execute(
            "insert into channels_inbox (channel, name, address, public_key, settings, signature, is_active,"
            " created_at) values ('chat', 'Bench', '', %s, '{}', '', true, now())",
            [key],
        )
        database.execute(
            "insert into accounts_availability (agent_id, chosen, chosen_at, seen_at)"
            " select id, 'available', now(), now() + interval '1 hour' from accounts_agent"
        )
        first, *others = [f"shopbell={key}" for key in session_keys(desk)]
        port = int(desk.url.rsplit(":", 1)[1])
        idle = Client(port, "/live", IDLE, cookies=others, topics=["presence"])
        figures = asyncio.run(measure(desk, key, first))
        idle.close()
    for name, values in figures.items():
        milliseconds = [1000 * value for value in values]
        for share in (0.5, 0.95):
            goal = "≤ 50 ms" if share == 0.95 else ""
            label = f"{'until it rings' if name == 'rang' else 'until it is seen'}, p{int(share * 100)}"
            row(label, quantile(milliseconds, share), "ms", limit=bare, limit_name="bare echo", goal=goal)


if __name__ == "__main__":
    main()
