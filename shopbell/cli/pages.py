"""The part that answers on the port: pages through Django's WSGI, sockets through the gateway, or one of the two."""

import errno
import resource
import socket
import threading

import uvicorn

from shopbell.core.embedded_postgres import CannotStart

from .part import Part

GRACE_SECONDS = 5
OPEN_FILES = 65_536  # each connection is one
BACKLOG = 2048


def bind(host: str, port: int) -> socket.socket:
    """Take the port before anything slow begins. CannotStart with one sentence when it cannot be had."""
    if not 0 <= port < 2**16:  # the system would quietly take another one
        raise CannotStart(f"There is no port {port}: choose one from 1 to 65535 with --port.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        sock = socket.socket(family, kind, protocol)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(BACKLOG)
    except PermissionError:
        raise CannotStart(f"Port {port} is for root only: choose one above 1023 with --port.") from None
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Port {port} of {host} is taken by another program: stop it, or choose another with --port."
            ) from None
        raise CannotStart(
            f"Cannot listen on {host}, port {port} ({error}): choose others with --host and --port."
        ) from None
    return sock


def allow_many_connections() -> None:
    """Raise the limit of open files as far as we may; many systems begin with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class Pages(Part):
    """uvicorn in a thread; `with_pages` and `with_sockets` choose what is answered."""

    name = "pages"

    def __init__(self, sock: socket.socket, *, with_pages: bool = True, with_sockets: bool = True):
        self._socket = sock
        self._with_pages, self._with_sockets = with_pages, with_sockets
        self._is_up = threading.Event()
        self._error = ""

    def start(self) -> None:
        allow_many_connections()
        self._server = uvicorn.Server(self._config())
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()
        while self._thread.is_alive() and not self._server.started:
            self._thread.join(0.01)
        if not self._server.started:
            raise CannotStart(f"The pages could not be started: {self._error or 'see the lines above'}.")
        self._is_up.set()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(GRACE_SECONDS + 3)

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        except (Exception, SystemExit) as error:
            self._error = f"{type(error).__name__} {error}"
        if self._is_up.is_set() and not self._server.should_exit:
            self.on_death(f"The pages ended by themselves: {self._error}.")

    def _config(self) -> uvicorn.Config:
        from shopbell.asgi import UVICORN, Desk

        return uvicorn.Config(
            Desk(has_pages=self._with_pages, has_sockets=self._with_sockets),
            interface="asgi3",
            lifespan="on",
            log_config=None,
            backlog=BACKLOG,
            timeout_keep_alive=65,  # longer than a proxy's, so that it never sends into a closed connection
            timeout_graceful_shutdown=GRACE_SECONDS,
            **UVICORN,
        )
