"""LibreTranslate as its documentation describes it: POST /translate, with the statuses and errors named there.

https://docs.libretranslate.com: 200 with `translatedText` (and `detectedLanguage` for source "auto"), 400 for a wrong
request, 403 for a wrong key, 429 for too many, 500 when translating failed; each of these with `error`.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

WORDS = {"de": "Wo ist mein Paket?", "en": "Where is my parcel?"}
SUPPORTED = {"en", "de", "it"}


class LibreTranslate:
    """`asked` holds what came in; `key` is wanted when it is set; `trouble` is answered instead (status, words)."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.key = ""
        self.trouble: tuple[int, str] | None = None
        self.address = ""

    def answer(self, path: str, said: dict) -> tuple[int, dict]:
        self.asked.append(said)
        if self.trouble:
            return self.trouble[0], {"error": self.trouble[1]}
        if path != "/translate" or not {"q", "source", "target"} <= set(said):
            return 400, {"error": "Invalid request: missing q parameter"}
        if self.key and said.get("api_key") != self.key:
            return 403, {"error": "Invalid API key"}
        if said["target"] not in SUPPORTED:
            return 400, {"error": f"{said['target']} is not supported"}
        detected = {"confidence": 83.0, "language": "it"}
        return 200, {"translatedText": WORDS.get(said["target"], ""), "detectedLanguage": detected}


@contextmanager
def libretranslate() -> Iterator[LibreTranslate]:
    """One that runs on a port of this machine."""
    fake = LibreTranslate()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, words = fake.answer(self.path, said)
            body = json.dumps(words).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    fake.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
