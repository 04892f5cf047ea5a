"""The SMTP and LMTP listener: what it says 250 to is on the disk and in the database.

The event loop never waits for a disk: mails go to the keeper (`keeper.py`). When database or disk fail the client hears
451 and tries again; a mail for an address we do not know is refused before its bytes travel.
"""

import asyncio
import logging
import re
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.conf import settings
from django.db import close_old_connections, connections

from shopbell.core.setting import read, read_int

from ..raw_mail import Arrival, Door
from ..recipient import Directory
from .certificate import tls_context
from .keeper import Keeper

IDENT = "Shopbell"
STORED = "250 2.0.0 Kept"
NOT_NOW = "451 4.3.0 The mail could not be kept; try again later"
UNKNOWN = "550 5.1.1 No such inbox here"
TOO_LARGE = "552 5.3.4 The mail is larger than {limit} bytes"
PLAIN = re.compile(  # nearly every address: it needs no grammar of comments, quotes and routes
    r"<([A-Za-z0-9_=+-]+(?:\.[A-Za-z0-9_=+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>((?: .*)?)\Z"
)
log = logging.getLogger(__name__)


class Handler:
    """What happens at each step of a conversation; aiosmtpd finds these by their names."""

    def __init__(self, keeper: Keeper, door: Door):
        self.keeper, self.door = keeper, door
        self.directory = Directory()
        self.readers = ThreadPoolExecutor(1, thread_name_prefix="mail-directory")

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", *responses[-1:]]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= 1000:
            return "452 4.5.3 Too many recipients"
        if not self.directory.is_fresh:
            try:
                await asyncio.get_running_loop().run_in_executor(self.readers, self._refresh)
            except Exception:
                log.exception("The known addresses could not be read")
                return NOT_NOW
        is_known, _ = self.directory.find(address)
        if not is_known:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    def _refresh(self) -> None:
        close_old_connections()
        self.directory.refresh()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.original_content or b""
        by_inbox: dict[int | None, list[str]] = {}
        for address in envelope.rcpt_tos:
            by_inbox.setdefault(self.directory.find(address)[1], []).append(address)
        sender = envelope.mail_from or ""
        sender = "" if sender == "<>" else sender  # aiosmtpd keeps the brackets of an empty one
        peer, helo = _peer(session), session.host_name or ""
        arrivals = [
            Arrival(raw, self.door, sender, addresses, inbox_id, peer=peer, helo=helo)
            for inbox_id, addresses in by_inbox.items()
        ]
        return STORED if await self.keeper.keep(arrivals) else NOT_NOW

    async def handle_exception(self, error: Exception) -> str:
        log.exception("A mail client met a fault", exc_info=error)
        return NOT_NOW


def _peer(session: Session) -> str:
    """The address of whom we talk to; empty for a socket that has none."""
    return str(session.peer[0]) if isinstance(session.peer, tuple) else ""


class _Quick:
    """What both protocols do more quickly than the library. DATA is read in large pieces, not line by line.

    The mail ends at CRLF . CRLF and nowhere else; what else looks like an end (a bare LF) is how mails are smuggled.
    """

    @syntax("DATA")
    async def smtp_DATA(self: Any, arg: str) -> None:
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        try:
            content = await self._read_mail()
        except (asyncio.IncompleteReadError, asyncio.CancelledError):
            self._writer.close()  # hung up before the end: nothing was accepted
            raise
        if content is None:
            answer = self._for_each(TOO_LARGE.format(limit=self.data_size_limit))
        else:
            self.envelope.content = self.envelope.original_content = content
            answer = self._for_each(await self._call_handler_hook("DATA"))
        self._set_post_data_state()
        await self.push(answer)

    async def _read_mail(self: Any) -> bytes | None:
        """The mail without its dots, or None when it is too large; then it was read and forgotten."""
        data, is_at_line_start = bytearray(), True
        while is_at_line_start:
            first = await self._reader.readexactly(1)
            if first not in (b".", b"\r"):
                data += first
                break
            line = first + await self._read_until(b"\n")
            if line == b".\r\n":
                return bytes(data)
            data += line[1:] if first == b"." else line
            is_at_line_start = line.endswith(b"\r\n")
        end = b"\r\n.\r\n"
        rest = await self._read_until(end, so_far=len(data))
        if rest is None:
            return None
        return bytes(data) + rest[: -len(end) + 2].replace(b"\r\n.", b"\r\n")

    async def _read_until(self: Any, end: bytes, so_far: int = 0) -> bytes | None:
        pieces, size, limit = [], so_far, self.data_size_limit
        while True:
            self._reset_timeout()
            try:
                piece, is_end = await self._reader.readuntil(end), True
            except asyncio.LimitOverrunError as more:
                piece, is_end = await self._reader.readexactly(more.consumed), False
            size += len(piece)
            pieces.append(piece)
            if limit and size > limit:
                pieces.clear()
            if is_end:
                return None if limit and size > limit and len(end) > 1 else b"".join(pieces)

    def _getaddr(self: Any, arg: str) -> tuple[str | None, str | None]:
        """The address of MAIL and RCPT and what follows it: the library reads whatever RFC 5322 allows there."""
        if plain := PLAIN.match(arg or ""):
            return plain[1], plain[2].lstrip()
        return super()._getaddr(arg)  # type: ignore[misc]

    def _for_each(self: Any, answer: str) -> str:
        """LMTP answers once for each recipient (RFC 2033 §4.2)."""
        return "\r\n".join([answer] * len(self.envelope.rcpt_tos)) if isinstance(self, LMTP) else answer  # type: ignore[union-attr]


class MailServer(_Quick, SMTP):
    pass


class LocalMailServer(_Quick, LMTP):
    pass


class Listener:
    """One port, served by an event loop in a thread of its own."""

    def __init__(self, keeper: Keeper, door: Door, host: str, port: int, tls: ssl.SSLContext | None):
        self.handler, self.door, self.host, self.port, self.tls = Handler(keeper, door), door, host, port, tls
        self.loop = asyncio.new_event_loop()
        self.server: asyncio.Server | None = None
        self.thread = threading.Thread(target=self._run, name=f"{door}-listener", daemon=True)

    def start(self) -> "Listener":
        """Listen; OSError when the port is taken. Port 0 takes a free one, found in `port` afterwards."""
        kind = MailServer if self.door == Door.SMTP else LocalMailServer

        def protocol() -> SMTP:
            return kind(
                self.handler, data_size_limit=settings.MAIL_MAX_BYTES, enable_SMTPUTF8=True,
                hostname=settings.MAIL_DOMAIN, ident=IDENT, tls_context=self.tls, loop=self.loop, timeout=300,
            )  # fmt: skip

        starting = self.loop.create_server(protocol, self.host, self.port, backlog=500)
        self.server = self.loop.run_until_complete(starting)
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread.start()
        return self

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    def stop(self) -> None:
        """Take no more mail; what was not answered with 250 will be sent again."""
        if self.server:
            self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.handler.readers.submit(connections.close_all)
        self.handler.readers.shutdown()


def start_listeners(keeper: Keeper) -> list[Listener]:
    """The listeners that the settings ask for."""
    host, wanted = read("SHOPBELL_SMTP_HOST"), []
    if port := read_int("SHOPBELL_SMTP_PORT"):
        wanted.append(Listener(keeper, Door.SMTP, host, port, tls_context()))
    if port := read_int("SHOPBELL_LMTP_PORT"):
        wanted.append(Listener(keeper, Door.LMTP, host, port, None))
    return [listener.start() for listener in wanted]
