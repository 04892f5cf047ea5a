"""A server, the shop's account on it, and what may befall its mails."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from imapclient import IMAPClient

from shopbell.channels.email import raw_mail
from shopbell.channels.email.imap.watch import Fetcher
from shopbell.channels.email.models import Mailbox
from tests.channels.email.conftest import mail
from tests.fakes.mail_relay import free_port

from .dovecot import Server, numbered


@contextmanager
def dovecot(introspection: str = "") -> Iterator[Server]:
    folder = Path("/tmp") / f"dovecot-{os.getpid()}-{free_port()}"  # sockets want a short path
    folder.mkdir()
    server = Server(folder, introspection)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server():
    with dovecot() as server:
        yield server


@pytest.fixture
def mailbox(server, care):
    return Mailbox.objects.create(
        inbox=care,
        host="127.0.0.1",
        port=server.port,
        encryption="none",
        user="care",
        secret="secret",
        since=None,
    )


@pytest.fixture
def asked(monkeypatch):
    """What the server is asked for, as UIDs and items."""
    asked: list = []
    real = IMAPClient.fetch

    def fetch(self, uids, what):
        asked.append((list(uids), what))
        return real(self, uids, what)

    monkeypatch.setattr(IMAPClient, "fetch", fetch)
    return asked


@pytest.fixture
def poison(monkeypatch, request):
    """A fault of ours that one mail meets while it is stored; returns how to mend it."""
    real, fault = raw_mail.peek, getattr(request, "param", ZeroDivisionError("a fault of ours"))

    def peek(raw: bytes):
        if b"Mail 2" in raw:
            raise fault
        return real(raw)

    monkeypatch.setattr(raw_mail, "peek", peek)
    return lambda: monkeypatch.setattr(raw_mail, "peek", real)


@pytest.fixture
def large(server, settings):
    """Three mails, the second of which is larger than the desk takes."""
    settings.MAIL_MAX_BYTES = 100_000
    server.put(
        numbered(1),
        mail("x" * 70 + "\n" + "A large one\n" * 20_000, message_id="<large@x.example>"),
        numbered(3),
    )


@pytest.fixture
def running():
    """Start fetching in a thread, as the mail service does; all are stopped at the end."""
    threads: list[Fetcher] = []

    def start(mailbox: Mailbox) -> Fetcher:
        threads.append(Fetcher(mailbox.pk))
        threads[-1].start()
        return threads[-1]

    yield start
    for thread in threads:
        thread.stop()
    connections.close_all()
