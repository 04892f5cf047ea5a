"""Whom the desk hangs up on: real lines to its real pages, in this process, so that its patience can be made short."""

import socket
import threading

import pytest
from django.test import Client

from shopbell.cli.ending import close_pools
from shopbell.cli.pages import Pages, bind
from shopbell.core.http.connection import Connection
from shopbell.tickets.attachment import keep_attachment

pytestmark = pytest.mark.django_db(transaction=True)
LARGE_BYTES = 24 << 20  # more than all buffers between the two ends


@pytest.fixture
def line(monkeypatch, transactional_db):
    """A line to the desk; its `hung_up` is set when the desk's end of a line is closed."""
    hung_up, lost = threading.Event(), Connection.connection_lost
    monkeypatch.setattr(Connection, "connection_lost", lambda self, error: (lost(self, error), hung_up.set()))
    door = bind("127.0.0.1", 0)
    pages = Pages(door)
    pages.start()
    try:
        with socket.socket() as end:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            end.settimeout(20)
            end.connect(door.getsockname())
            yield end, hung_up
    finally:
        pages.stop()
        close_pools()


@pytest.fixture
def large(settings, tmp_path, bo):
    """A request of Bo's for a file of theirs."""
    settings.BLOBS = tmp_path
    file = keep_attachment(
        [bytes(1 << 20)] * (LARGE_BYTES >> 20), name="film.bin", uploaded_by=f"agent-{bo.pk}"
    )
    client = Client()
    client.force_login(bo)
    cookie = f"shopbell={client.cookies['shopbell'].value}"
    return f"GET /files/{file.pk}/film.bin/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()


def all_that_comes(end: socket.socket) -> bytes:
    come = []
    try:
        while piece := end.recv(1 << 20):
            come.append(piece)
            if sum(map(len, come)) > LARGE_BYTES:
                break
    except ConnectionResetError:
        pass
    return b"".join(come)


def test_who_never_ends_the_head_is_hung_up_on(line, monkeypatch):
    monkeypatch.setattr("shopbell.core.http.connection.HEAD_SECONDS", 0.3)
    end, hung_up = line
    end.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert end.recv(1000).startswith(b"HTTP/1.1 200")

    end.sendall(b"GET /health HTTP/1.1\r\nHost: ")

    assert hung_up.wait(20)
    assert all_that_comes(end) == b""


def test_who_does_not_read_is_hung_up_on(line, large, monkeypatch):
    monkeypatch.setattr("shopbell.core.http.connection.READER_SECONDS", 0.3)
    end, hung_up = line

    end.sendall(large)

    assert hung_up.wait(20)
    come = all_that_comes(end)
    assert come.startswith(b"HTTP/1.1 200") and len(come) < LARGE_BYTES


def test_who_reads_has_all_the_time_that_it_takes(line, large, monkeypatch):
    monkeypatch.setattr("shopbell.core.http.connection.READER_SECONDS", 5)
    end, hung_up = line

    end.sendall(large)

    assert len(all_that_comes(end)) > LARGE_BYTES
    assert not hung_up.is_set()
