"""A mail server of the world, as real as a socket: it takes mail, refuses it, greylists, falls silent or hangs up."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

REPORTS = {"RET", "ENVID", "NOTIFY", "ORCPT"}


class Relay:
    """Keeps what it gets, or answers as told.

    `answers` are those to RCPT and to the whole mail. `refused` mailboxes do not exist. `is_greylisting`: the first time
    it does not know sender and recipient, and says to come again (451). `hangs_up`: it takes the mail and is gone before
    it says so. `is_silent`: it never says so. `offers_reports`: it offers to report on mails (DSN, RFC 3461); what it is
    asked for stands in the options of the envelope. `says_so_only`: and understands nothing of it.
    """

    def __init__(self) -> None:
        self.mails: list = []
        self.answers: dict[str, str] = {}
        self.refused: set[str] = set()
        self.is_greylisting = self.hangs_up = self.is_silent = False
        self.offers_reports = self.says_so_only = False
        self.known: set[tuple[str, str]] = set()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", *responses[-1:]] if self.offers_reports else responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self.answers.get("rcpt"):
            return answer
        if address in self.refused:
            return "550 5.1.1 No such mailbox"
        pair = (envelope.mail_from, address)
        if self.is_greylisting and pair not in self.known:
            self.known.add(pair)
            return "451 4.7.1 Greylisted, come again in five minutes"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if answer := self.answers.get("data"):
            return answer
        self.mails.append(envelope)
        if self.is_silent:
            await asyncio.sleep(30)  # longer than anybody waits; the server's end cuts it short
        if self.hangs_up:
            server.transport.abort()
        return "250 OK"


class _Reporting(SMTP):
    """The library's server refuses all parameters that it does not know; this one knows those of RFC 3461."""

    def _getparams(self, params):
        found = super()._getparams(params)
        relay = self.event_handler
        if found and relay.offers_reports and not relay.says_so_only:
            found = {name: value for name, value in found.items() if name not in REPORTS}
        return found


class _Controller(Controller):
    def factory(self):
        return _Reporting(self.handler, **self.SMTP_kwargs)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(relay: Relay, **options) -> Iterator[int]:
    """The port that `relay` listens on meanwhile."""
    port = free_port()
    controller = _Controller(relay, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
