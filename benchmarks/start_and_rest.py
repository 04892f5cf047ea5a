"""From `shopbell run` to the first page, and the memory of it all at rest, beside bare uvicorn."""

import subprocess
import sys
import time

from benchmarks.desk import free_port, pss_kb, row, running_desk, tree, wait_for

BARE = """
import uvicorn
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})
uvicorn.run(app, port=%d, loop="uvloop", http="httptools", log_level="warning", lifespan="off")
"""


def bare() -> tuple[float, float]:
    """Seconds to the first answer, and MB, of uvicorn with nothing behind it."""
    port, begun = free_port(), time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", BARE % port])
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        return time.perf_counter() - begun, sum(pss_kb(pid) for pid in tree(process.pid)) / 1024
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    seconds, bare_mb = bare()
    for name, options in {"empty desk": ["--empty"], "demo shop": []}.items():
        with running_desk(*options) as desk:
            first = desk.seconds_to_first_page
            row(f"{name}: start to first page", first, "s", limit=seconds, limit_name="bare uvicorn")
            time.sleep(15)
            used = desk.memory_mb()
            row(
                f"{name}: memory with database",
                used,
                "MB",
                limit=bare_mb,
                limit_name="bare uvicorn",
                goal="≤ 300",
            )


if __name__ == "__main__":
    main()
