"""Thousands of sockets from one process, read as raw bytes so that the client is not the bottleneck.

Run as a process of its own: reads commands from standard input, answers with a line of JSON each.
Frames carry the moment they were sent (`"t": seconds` of the monotonic clock, one machine).
"""

import asyncio
import base64
import json
import os
import re
import subprocess
import sys
import time
from functools import partial

SENT = re.compile(rb'"t": ([0-9.]+)')


class Socket(asyncio.Protocol):
    """One socket: shakes hands, follows its topics, then collects when each signal came."""

    def __init__(self, path: str, cookie: str, port: int, topics: list[str], late: list[float]):
        self.path, self.cookie, self.port, self.topics, self.late = path, cookie, port, topics, late
        self.is_open = asyncio.get_running_loop().create_future()
        self.count = 0

    def connection_made(self, transport) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: {self.cookie}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if not self.is_open.done():
            head, _, data = data.partition(b"\r\n\r\n")
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.is_open.set_exception(ConnectionError(head[:80].decode("latin-1")))
                return
            for topic in self.topics:
                self.say(f"follow {topic}")
            self.is_open.set_result(None)
        now = time.monotonic()
        for sent in SENT.findall(data):
            self.late.append(now - float(sent))
            self.count += 1

    def say(self, text: str) -> None:
        body, mask = text.encode(), os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(body))
        self.transport.write(bytes([0x81, 0x80 | len(body)]) + mask + masked)


async def serve(port: int, path: str, cookies: list[str], count: int, topics: list[str]) -> None:
    loop, late, sockets = asyncio.get_running_loop(), [], []  # type: ignore[var-annotated]
    for begin in range(0, count, 50):
        made = [
            await loop.create_connection(partial(Socket, path, cookie, port, topics, late), "127.0.0.1", port)
            for cookie in (cookies[n % len(cookies)] for n in range(begin, min(begin + 50, count)))
        ]
        sockets += [socket for _, socket in made]
        await asyncio.gather(*(socket.is_open for _, socket in made))
    print(json.dumps({"open": len(sockets)}), flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command = json.loads(line)
        if "say" in command:
            sockets[0].say(command["say"])
        end = time.monotonic() + command.get("seconds", 30)
        while len(late) < command["expect"] and time.monotonic() < end:
            await asyncio.sleep(0.002)
        ended = time.monotonic()
        taken = sorted(late)
        late.clear()
        print(json.dumps({"count": len(taken), "ended": ended, **quantiles(taken)}), flush=True)


def quantiles(taken: list[float]) -> dict[str, float]:
    if not taken:
        return {}
    return {f"p{q}_ms": taken[min(len(taken) - 1, len(taken) * q // 100)] * 1000 for q in (50, 95, 99)}


class Client:
    """The process of sockets, from the benchmark's side. They take turns with `cookies`: a person may have 40 only."""

    def __init__(
        self,
        port: int,
        path: str,
        count: int,
        *,
        cookies: list[str] | None = None,
        topics: list[str] | None = None,
    ):
        given = json.dumps([port, path, cookies or [""], count, topics or []])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.socket_client", given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.open = self._answer()["open"]

    def _answer(self) -> dict:
        return json.loads(self.process.stdout.readline())  # type: ignore[union-attr]

    def expect(self, count: int, **command) -> dict:
        self.begin(count, **command)
        return self._answer()

    def begin(self, count: int, **command) -> None:
        self.process.stdin.write(json.dumps({"expect": count, **command}) + "\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]

    def finish(self) -> dict:
        return self._answer()

    def close(self) -> None:
        self.process.stdin.close()  # type: ignore[union-attr]
        self.process.wait(30)


if __name__ == "__main__":
    import uvloop

    port, path, cookies, count, topics = json.loads(sys.argv[1])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(port, path, cookies, count, topics))
