"""A program of the shop that is called over HTTP: it keeps what came, and answers as it is told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeProgram:
    """`came` holds each call as (headers, body as bytes); `status`, `headers`, `body` and `pause` are its answer."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.status, self.headers, self.body, self.pause = 200, {}, b"", 0.0
        self.address = ""

    def told(self, place: int = -1) -> dict[str, Any]:
        return json.loads(self.came[place][1])


@contextmanager
def running() -> Iterator[FakeProgram]:
    program = FakeProgram()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            program.came.append((dict(self.headers), body))
            time.sleep(program.pause)
            try:
                self.send_response(program.status)
                for name, value in program.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(program.body)
            except OSError:  # whoever called had no more patience
                pass

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    program.address = f"http://127.0.0.1:{server.server_port}/tickets"
    try:
        yield program
    finally:
        server.shutdown()
        server.server_close()
