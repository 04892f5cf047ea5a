"""Memory of an idle socket and deliveries a second to 1,000 of them, beside bare uvicorn."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.browser import session_keys
from benchmarks.desk import free_port, pss_kb, row, running_desk, tree, wait_for
from benchmarks.many_tickets import fill_tickets
from benchmarks.socket_client import Client

IDLE, ROOM, ROUNDS = 2000, 1000, 100
BARE = """
import uvicorn
socks = set()
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
        return
    await receive()
    await send({"type": "websocket.accept"})
    socks.add(send)
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            break
        if message["text"].startswith("{"):
            out = {"type": "websocket.send", "text": "agent-1 " + message["text"]}
            for sock in list(socks):
                await sock(out)
    socks.discard(send)
uvicorn.run(app, port=%d, loop="uvloop", http="httptools", ws="websockets-sansio", ws_per_message_deflate=False,
            ws_ping_interval=None, log_level="warning", lifespan="off")
"""


@contextlib.contextmanager
def bare_uvicorn() -> Iterator[tuple[int, subprocess.Popen]]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", BARE % port])
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        yield port, process
    finally:
        process.terminate()
        process.wait()


def idle_kb(open_sockets: Callable[[int], Client], pid: int) -> float:
    """Kilobytes that each idle socket adds, after 200 others have warmed the process."""
    warm = open_sockets(200)
    time.sleep(2)
    before = sum(pss_kb(each) for each in tree(pid))
    client = open_sockets(IDLE)
    time.sleep(5)
    after = sum(pss_kb(each) for each in tree(pid))
    warm.close()
    client.close()
    return (after - before) / IDLE


def fan_out(client: Client, publish: Callable[[str], None]) -> dict[str, float]:
    """Deliveries a second in bursts of ten signals, and the lateness of signals that come alone."""
    spent = sum(burst(client, publish, 10)[0] for _ in range(ROUNDS // 10))
    late = [burst(client, publish, 1)[1] for _ in range(ROUNDS)]
    return {"per_second": ROOM * ROUNDS / spent, "p99_ms": sorted(late)[len(late) // 2]}


def burst(client: Client, publish: Callable[[str], None], signals: int) -> tuple[float, float]:
    """Publish `signals`, each to every socket; returns seconds until all arrived and the 99th percentile in ms."""
    client.begin(ROOM * signals)
    begun = time.monotonic()
    for _ in range(signals):
        publish(json.dumps({"t": time.monotonic()}))
    answer = client.finish()
    if answer["count"] != ROOM * signals:
        raise RuntimeError(f"{answer['count']} of {ROOM * signals} signals arrived")
    return answer["ended"] - begun, answer["p99_ms"]


def main() -> None:
    with bare_uvicorn() as (port, process):
        bare_kb = idle_kb(lambda n: Client(port, "/", n), process.pid)
        room, speaker = Client(port, "/", ROOM), Client(port, "/", 1)

        def say(text: str) -> None:
            speaker.expect(0, say=text)

        bare = fan_out(room, say)
        room.close()
        speaker.close()
    with running_desk("--empty") as desk:
        database = desk.database()
        fill_tickets(database, 1)
        cookies = [f"shopbell={key}" for key in session_keys(desk)]
        port = int(desk.url.rsplit(":", 1)[1])
        topic = f"ticket-{database.execute('select min(id) from tickets_ticket').fetchone()[0]}"  # type: ignore[index]
        followed = ["queue", topic]
        kb = idle_kb(lambda n: Client(port, "/live", n, cookies=cookies, topics=followed), desk.process.pid)
        room = Client(port, "/live", ROOM, cookies=cookies, topics=[topic])
        time.sleep(3)
        ours = fan_out(
            room,
            lambda text: database.execute("select pg_notify('shopbell', %s)", [f"{topic} {text}"]) and None,
        )
        room.close()
    beside = "bare uvicorn"
    row("memory of an idle socket", kb, "kB", limit=bare_kb, limit_name=beside, goal="≤ 24 kB")
    rate, late = "per_second", "p99_ms"
    row("deliveries to 1,000 sockets", ours[rate], "/s", limit=bare[rate], limit_name=beside, goal="≥ 50,000")
    row("  lateness, 99th percentile", ours[late], "ms", limit=bare[late], limit_name=beside, goal="≤ 25 ms")


if __name__ == "__main__":
    main()
