"""A way out with one deadline for all of it: the look at the name, the greeting, the head, the last byte.

The timeouts of a client count each step by itself, so that a server which sends a letter every few seconds could
hold a worker for days.
"""

import time
from collections.abc import Iterator
from typing import Any

import httpcore  # what httpx stands on: only here the line itself can be told when to end
import httpx

FAULTS: dict[type[Exception], type[httpx.TransportError]] = {
    httpcore.TimeoutException: httpx.ReadTimeout,
    httpcore.NetworkError: httpx.NetworkError,
    httpcore.ProtocolError: httpx.RemoteProtocolError,
}


class TimedWay(httpx.BaseTransport):
    """Carries requests until `end`, a moment of the monotonic clock; a line serves one request."""

    def __init__(self, certificates: Any, end: float):
        self._lines = httpcore.ConnectionPool(
            certificates, max_keepalive_connections=0, network_backend=_Lines(end)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = self._lines.handle_request(asked)
        except tuple(FAULTS) as fault:
            raise _told(fault) from fault
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        self._lines.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any):
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except tuple(FAULTS) as fault:
            raise _told(fault) from fault

    def close(self) -> None:
        self._stream.close()


class _Lines(httpcore.NetworkBackend):
    def __init__(self, end: float):
        self._end, self._sockets = end, httpcore.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        line = self._sockets.connect_tcp(host, port, _left(self._end), local_address, socket_options)
        return _Line(line, self._end)


class _Line(httpcore.NetworkStream):
    def __init__(self, line: httpcore.NetworkStream, end: float):
        self._line, self._end = line, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._line.read(max_bytes, _left(self._end))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._line.write(buffer, _left(self._end))

    def close(self) -> None:
        self._line.close()

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        return _Line(self._line.start_tls(ssl_context, server_hostname, _left(self._end)), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._line.get_extra_info(info)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left


def _told(fault: Exception) -> httpx.TransportError:
    kind = next(told for known, told in FAULTS.items() if isinstance(fault, known))
    return kind(str(fault))
