"""A mail server of the world, as real as a socket: it takes mail, refuses it, greylists, falls silent or hangs up."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Relay:
    """Keeps what it gets, or answers as told.

    `answers` are those to RCPT and to the whole mail. `refused` mailboxes do not exist. `is_greylisting`: the first time
    it does not know sender and recipient, and says to come again (451). `hangs_up`: it takes the mail and is gone before
    it says so. `is_silent`: it never says so.
    """

    def __init__(self) -> None:
        self.mails: list = []
        self.answers: dict[str, str] = {}
        self.refused: set[str] = set()
        self.is_greylisting = self.hangs_up = self.is_silent = False
        self.known: set[tuple[str, str]] = set()

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(relay: Relay, **options) -> Iterator[int]:
    """The port that `relay` listens on meanwhile."""
    port = free_port()
    controller = Controller(relay, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
