"""Clients who send slowly, or without end, against a real desk with eight threads for pages."""

import contextlib
import http.client
import json
import socket

import pytest

from tests.running_desk import get

OPEN = "is open at"
SLOW = 200


@pytest.fixture
def crowd(start, port):
    """A desk, and a way to open many connections that say something and then nothing more."""
    desk = start().wait_for(OPEN)
    with contextlib.ExitStack() as lines:

        def gather(said: bytes, count: int = SLOW) -> list[socket.socket]:
            made = [
                lines.enter_context(socket.create_connection(("127.0.0.1", port), 20)) for _ in range(count)
            ]
            for line in made:
                line.sendall(said)
            return made

        gather.desk = desk
        yield gather


# with the cookie the sign-in page reads the body, to look for the same word in it
COOKIE = b"Cookie: shopbell_csrf=" + b"x" * 32
POST = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n" + COOKIE + b"\r\n"


@pytest.mark.parametrize(
    "said",
    [
        POST + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\na",
        POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    ],
    ids=["body", "chunks"],
)
def test_slow_senders_do_not_keep_a_page_from_anybody(crowd, port, said):
    crowd(said)

    for _ in range(20):
        assert get(port) == 200
    assert "Traceback" not in crowd.desk.said


def test_what_is_too_large_is_answered_at_once_with_a_sentence(crowd, port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.putrequest("POST", "/chat/nobody/upload")
    line.putheader("Content-Length", str(100 << 20))
    line.putheader("Authorization", "Visitor x")
    line.endheaders(b"the first of many bytes")

    answer = line.getresponse()

    assert answer.status == 413
    assert "larger than 25 MB" in json.loads(answer.read())["error"]
    line.close()


def test_a_person_without_a_script_reads_the_sentence_on_a_page(crowd, port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.putrequest("POST", "/contact/nobody/")
    line.putheader("Content-Length", str(100 << 20))
    line.endheaders()

    page = line.getresponse()

    assert page.status == 413
    assert page.headers["Content-Type"].startswith("text/html")
    assert "larger than 25 MB" in page.read().decode()
    line.close()


def test_a_head_without_end_is_hung_up_on(crowd, port):
    (line,) = crowd(b"GET / HTTP/1.1\r\nX-Long: ", 1)

    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        for _ in range(10_000):
            line.sendall(b"x" * 8192)
            line.setblocking(True)
