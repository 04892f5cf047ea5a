"""Memory of an idle socket and deliveries a second to 1,000 sockets, beside bare uvicorn with the same socket protocol."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.browser import session_key
from benchmarks.desk import free_port, pss_kb, row, running_desk, tree, wait_for
from benchmarks.many_tickets import add_people
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


def fan_out(client: Client, publish: Callable[[str], None]) -> dict:
    """Publish signals in bursts of ten, each to every socket; deliveries a second and lateness."""
    total, spent, worst = 0, 0.0, []
    for _ in range(ROUNDS // 10):
        begun = time.monotonic()
        client.begin(ROOM * 10)
        for _ in range(10):
            publish('{"t": %.6f}' % time.monotonic())
        answer = client.finish()
        total, spent = total + answer["count"], spent + answer["ended"] - begun
        worst.append(answer["p99_ms"])
    if total != ROOM * ROUNDS:
        raise RuntimeError(f"{total} of {ROOM * ROUNDS} signals arrived")
    return {"per_second": total / spent, "p99_ms": sorted(worst)[len(worst) // 2]}


def main() -> None:
    with bare_uvicorn() as (port, process):
        bare_kb = idle_kb(lambda n: Client(port, "/", n), process.pid)
        room, speaker = Client(port, "/", ROOM), Client(port, "/", 1)
        bare = fan_out(room, lambda text: speaker.begin(0, say=text) or speaker.finish() and None)  # type: ignore[func-returns-value]
        room.close()
        speaker.close()
    with running_desk("--empty") as desk:
        database = desk.database()
        add_people(database)
        cookie, port = f"shopbell={session_key(desk)}", int(desk.url.rsplit(":", 1)[1])
        agent_id = database.execute("select min(id) from accounts_agent").fetchone()[0]  # type: ignore[index]
        topic = f"agent-{agent_id}"
        kb = idle_kb(lambda n: Client(port, "/live", n, cookie=cookie, topics=["queue", topic]), desk.process.pid)
        room = Client(port, "/live", ROOM, cookie=cookie, topics=[topic])
        time.sleep(3)
        ours = fan_out(room, lambda text: database.execute("select pg_notify('shopbell', %s)", [f"{topic} {text}"]) and None)
        room.close()
    row("memory of an idle socket", kb, "kB", limit=bare_kb, limit_name="bare uvicorn", goal="≤ 24 kB")
    row("deliveries a second to 1,000 sockets", ours["per_second"], "/s", limit=bare["per_second"], limit_name="bare uvicorn", goal="≥ 50,000")
    row("  lateness, 99th percentile", ours["p99_ms"], "ms", limit=bare["p99_ms"], limit_name="bare uvicorn", goal="≤ 25 ms")


if __name__ == "__main__":
    main()
