"""The one port: sockets go to the gateway, everything else to Django's pages in threads.

`application` is both; the roles `web` and `live` serve `pages` and `sockets` alone.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from shopbell.core.setting import read_int

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shopbell.settings")
from shopbell.wsgi import application as wsgi  # noqa: E402 (Django is set up by this import)

# isort: split
from django.conf import settings  # noqa: E402

from shopbell.core.http.connection import Connection  # noqa: E402
from shopbell.core.http.request_body import Cellar  # noqa: E402
from shopbell.core.http.wsgi_threads import WsgiThreads  # noqa: E402
from shopbell.core.rate import network_in  # noqa: E402
from shopbell.live.gateway import Gateway  # noqa: E402

App = Callable[[dict[str, Any], Callable, Callable], Awaitable[None]]
LARGE_BODIES = 20  # of the largest size, that may be on their way at once
OF_ONE_ADDRESS = 6  # of them
SMALL_BODIES_BYTES = 64 * 1024 * 1024  # in memory, all together
UVICORN: dict[str, Any] = {  # measured: compression would cost each idle socket more than all else together
    "loop": "uvloop",
    "http": Connection,
    "ws": "websockets-sansio",
    "ws_per_message_deflate": False,
    "ws_max_size": 4096,
    "ws_ping_interval": 25,
    "ws_ping_timeout": 25,
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
}


class Desk:
    """An ASGI app of `pages` and `sockets`, either of which may be missing."""

    def __init__(self, *, has_pages: bool = True, has_sockets: bool = True):
        self.pages = _pages() if has_pages else None
        self.gateway = Gateway() if has_sockets else None

    async def __call__(self, scope: dict[str, Any], receive: Callable, send: Callable) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket" and self.gateway:
            await self.gateway(scope, receive, send)
        elif scope["type"] == "http" and self.pages:
            await self.pages(scope, receive, send)
        elif scope["type"] == "http":
            await _not_here(send)
        else:
            await send({"type": "websocket.close", "code": 4404})

    async def _live(self, receive: Callable, send: Callable) -> None:
        await receive()
        if self.gateway:
            await self.gateway.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self.gateway:
            await self.gateway.stop()
        await send({"type": "lifespan.shutdown.complete"})


def _pages() -> WsgiThreads:
    most = settings.BODY_MAX_BYTES
    cellar = Cellar(
        settings.DATA, max_bytes=most, room_bytes=LARGE_BODIES * most, share_bytes=OF_ONE_ADDRESS * most,
        memory_bytes=SMALL_BODIES_BYTES,
    )  # fmt: skip
    return WsgiThreads(wsgi, threads=read_int("SHOPBELL_WEB_THREADS"), cellar=cellar, network=network_in)


async def _not_here(send: Callable) -> None:
    body = b"This process serves sockets only; pages are served by shopbell web."
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": body})


application = Desk()
