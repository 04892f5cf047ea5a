"""A line to a shop system that can fail."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Line:
    """A line to the server. `instead` are answers that come in its place; `is_cut`: the next mutation is done unheard."""

    def __init__(self, to: str):
        self.to, self.address = to, ""
        self.instead: list[tuple[int, dict[str, str]]] = []
        self.is_cut = False


@contextmanager
def line_to(address: str) -> Iterator[Line]:
    line = Line(address)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if line.instead:
                status, headers = line.instead.pop()
                return self._send(status, b"", headers)
            kept = {
                name: self.headers[name]
                for name in ("Content-Type", "vendure-api-key", "vendure-token")
                if self.headers[name]
            }
            request = urllib.request.Request(line.to + self.path, body, kept)  # noqa: S310 (our own machine)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                    status, said = answer.status, answer.read()
            except urllib.error.HTTPError as error:
                status, said = error.code, error.read()
            if line.is_cut and json.loads(body)["query"].lstrip().startswith("mutation"):
                line.is_cut = False
                self.close_connection = True
                return self.connection.close()
            return self._send(status, said, {"Content-Type": "application/json"})

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    line.address = f"http://127.0.0.1:{proxy.server_port}"
    threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True).start()  # ends at once
    try:
        yield line
    finally:
        proxy.shutdown()
        proxy.server_close()
