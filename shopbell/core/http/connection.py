"""uvicorn's connections with less patience: for a head that never ends, and for a reader who does not read.

Neither holds a thread, but each holds memory and a place among the open files.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 20
HEAD_BYTES = 64 * 1024
READER_SECONDS = 60  # to take what waits, at most some 300 kB


class Connection(HttpToolsProtocol):
    _head: asyncio.TimerHandle | None = None
    _reader: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _is_socket = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin_head()

    def data_received(self, data: bytes) -> None:
        if self._head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head:
            if self._head_bytes > HEAD_BYTES:
                self.transport.abort()
        elif self._is_between_requests():
            self._begin_head()

    def on_headers_complete(self) -> None:
        self._end_head()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        self._is_socket = True  # the line has another protocol from here on
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._reader is None:
            self._reader = self.loop.call_later(READER_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reader:
            self._reader.cancel()
            self._reader = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        super().connection_lost(exc)
        self.resume_writing()

    def _is_between_requests(self) -> bool:
        """Bytes came, and no request is being answered: a head has begun, or what is refused goes on coming."""
        is_idle = self.cycle is None or self.cycle.response_complete
        is_waiting = self.timeout_keep_alive_task is not None
        return is_idle and not (is_waiting or self._is_socket or self.transport.is_closing())

    def _begin_head(self) -> None:
        self._head_bytes = 0
        self._head = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _end_head(self) -> None:
        if self._head:
            self._head.cancel()
            self._head = None
