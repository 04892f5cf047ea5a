"""Django's WSGI app in threads behind an event loop. A thread is held only while there is work for it.

The body is taken in before a thread is asked for one (`request_body.py`). An answer is made in steps, each of
them a visit to a thread; the next begins when the person has taken the last, so a slow reader holds none. Most
answers are one step.
"""

import asyncio
import contextvars
import io
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections

from .request_body import REFUSED, Body, BodyRefused, Cellar, Gone, Receive, Whose, linger, take_in

STEP_BYTES = 256 * 1024
NOTHING = b""

Send = Callable[[dict[str, Any]], Awaitable[None]]
Scope = dict[str, Any]
Environ = dict[str, Any]


class WsgiThreads:
    """An ASGI app for http scopes that has `app` answer in one of `threads` threads. `network` counts who sends."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        *,
        threads: int,
        cellar: Cellar,
        network: Callable[[Scope], str],
    ):
        self._app, self._cellar, self._network = app, cellar, network
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        environ = environ_of(scope)
        try:
            body = await self._body(environ, receive, lambda: self._network(scope))
        except Gone:
            return
        except BodyRefused as refusal:
            environ[REFUSED], body = refusal, None
        environ["wsgi.input"] = body.file if body else io.BytesIO()
        environ["CONTENT_LENGTH"] = str(body.size_bytes) if body else ""
        try:
            if REFUSED in environ:
                await self._turn_down(environ, receive, send)
            else:
                await self._answer(environ, receive, send)
        finally:
            if body:
                body.close()

    async def _body(self, environ: Environ, receive: Receive, whose: Whose) -> Body | None:
        declared = environ.get("CONTENT_LENGTH", "")
        if declared in {"", "0"} and "HTTP_TRANSFER_ENCODING" not in environ:
            return None
        declared_bytes = int(declared) if declared.isascii() and declared.isdecimal() else 0
        return await take_in(receive, self._cellar, declared_bytes=declared_bytes, whose=whose)

    async def _answer(self, environ: Environ, receive: Receive, send: Send) -> None:
        answer = Answer(self._app, environ)
        piece = await self._step(answer)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        gone = None if answer.is_done else asyncio.ensure_future(_hung_up(receive))
        try:
            while not answer.is_done:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                if gone and gone.done():
                    await self._step(answer, is_last=True)
                    return
                piece = await self._step(answer)
            await send({"type": "http.response.body", "body": piece})
        finally:
            if gone:
                gone.cancel()
            if not answer.is_done:
                await self._step(answer, is_last=True)

    async def _turn_down(self, environ: Environ, receive: Receive, send: Send) -> None:
        answer = Answer(self._app, environ)
        piece = await self._step(answer)
        headers = [header for header in answer.headers if header[0] != b"content-length"]
        headers += [(b"content-length", str(len(piece)).encode()), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        await linger(receive)
        await send({"type": "http.response.body", "body": NOTHING})

    async def _step(self, answer: "Answer", *, is_last: bool = False) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._threads, answer.step, is_last)


class Answer:
    """One answer on its way; its steps may run in different threads, one after the other."""

    def __init__(self, app: Callable[..., Iterable[bytes]], environ: Environ):
        self._app, self._environ = app, environ
        self._context = contextvars.copy_context()
        self._iterable: Iterable[bytes] | None = None
        self._rest: Iterator[bytes] = iter(())
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.is_done = False

    def step(self, is_last: bool) -> bytes:
        """The next piece. With `is_last` nobody wants any more, and there is none."""
        return self._context.run(self._step, is_last)

    def _step(self, is_last: bool) -> bytes:
        pieces, size_bytes = [], 0
        try:
            if self._iterable is None:
                self._iterable = self._app(self._environ, self._start_response)
                self._rest = iter(self._iterable)
            while not is_last and size_bytes < STEP_BYTES:
                piece = next(self._rest, None)
                if piece is None:
                    is_last = True
                else:
                    pieces.append(piece)
                    size_bytes += len(piece)
        except BaseException:
            self._close()
            raise
        if is_last:
            self._close()
        else:  # the next step may be another thread's, which has a connection of its own
            close_old_connections()
        return pieces[0] if len(pieces) == 1 else NOTHING.join(pieces)

    def _close(self) -> None:
        self.is_done = True
        getattr(self._iterable, "close", lambda: None)()

    def _start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def environ_of(scope: Scope) -> Environ:
    """What a WSGI app is told of a request.

    A header with an underscore is dropped: it would be taken for the one with a hyphen, which a proxy before us may
    have written or checked.
    """
    name, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": name,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in {"CONTENT_LENGTH", "CONTENT_TYPE"}:
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ
