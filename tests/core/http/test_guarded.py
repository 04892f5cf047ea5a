"""The guarded client: public hosts only, by the address that was looked at, and not too much of an answer."""

import contextlib
import socket
import threading
import time

import httpx
import pytest

from shopbell.core.http import guarded, look_up
from shopbell.core.http.guarded import CannotReach, NotAllowed, ask, is_public

PUBLIC, PRIVATE = "93.184.215.14", "10.0.0.7"


@pytest.fixture
def web(monkeypatch):
    """A web of names, and what it was asked: `web.names[host] = [addresses]`, `web.answer = …`."""

    class Web(httpx.BaseTransport):
        names = {"shop.example": [PUBLIC]}
        asked: list[httpx.Request] = []
        looked_up: list[str] = []

        def answer(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, content=b"hello")

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            return self.answer(request)

    web = Web()
    web.asked, web.looked_up = [], []

    def addresses_of(host: str, port: int) -> list[str]:
        web.looked_up.append(host)
        if host not in web.names:
            raise OSError("Name or service not known")
        return web.names[host]

    monkeypatch.setattr(guarded, "addresses_of", addresses_of)
    monkeypatch.setattr(guarded, "way_out", lambda end: web)
    return web


def test_a_public_host_is_asked_by_the_address_that_was_looked_at_and_by_its_name(web):
    answer = ask("GET", "https://shop.example/a?b=c")

    request = web.asked[0]
    assert (answer.status, answer.body) == (200, b"hello")
    assert str(request.url) == f"https://{PUBLIC}/a?b=c"
    assert request.headers["Host"] == "shop.example"
    assert request.extensions["sni_hostname"] == "shop.example"
    assert web.looked_up == ["shop.example"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.7",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:7",
    ],
)
def test_an_address_inside_is_never_asked_also_when_the_name_has_a_public_one_too(web, address):
    web.names["shop.example"] = [PUBLIC, address]

    with pytest.raises(NotAllowed):
        ask("GET", "https://shop.example/")

    assert not is_public(address) and web.asked == []


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_an_address_in_the_open_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example/",
        "https://shop.example:8443/",
        "https://user:password@shop.example/",
        "ftp://shop.example/",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_plain_https_address_is_refused(web, address):
    with pytest.raises(CannotReach):
        ask("GET", address)

    assert web.asked == []


@pytest.mark.parametrize("host", ["a..example", f"{'a' * 70}.example", "xn--a.example"])
def test_a_host_that_no_look_up_takes_is_refused_for_good(host):
    with pytest.raises(NotAllowed):
        ask("GET", f"https://{host}/")


def test_numbers_in_place_of_a_name_are_looked_at_too():
    for address in ("https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://localhost/"):
        with pytest.raises(CannotReach):
            ask("GET", address)


def test_a_redirect_is_followed_only_when_wanted_and_never_inside(web):
    web.names["inside.example"] = [PRIVATE]
    web.answer = lambda request: httpx.Response(302, headers={"Location": "https://inside.example/"})

    assert ask("GET", "https://shop.example/").status == 302
    with pytest.raises(NotAllowed):
        ask("GET", "https://shop.example/", most_redirects=3)

    assert {request.headers["Host"] for request in web.asked} == {"shop.example"}


def test_a_redirect_without_a_host_stays_with_the_name(web):
    def answer(request):
        moved = httpx.Response(302, headers={"Location": "/new"})
        return moved if request.url.path == "/old" else httpx.Response(200, content=b"new")

    web.answer = answer

    assert ask("GET", "https://shop.example/old", most_redirects=1).body == b"new"
    assert web.asked[1].headers["Host"] == "shop.example"


def test_of_a_large_answer_only_the_beginning_is_read(web):
    web.answer = lambda request: httpx.Response(200, content=b"x" * 5_000)

    assert len(ask("GET", "https://shop.example/", most_bytes=1_000).body) == 1_000


def test_without_an_answer_it_cannot_be_reached(web):
    def broken(request):
        raise httpx.ConnectTimeout("too slow")

    web.answer = broken

    with pytest.raises(CannotReach) as error:
        ask("GET", "https://shop.example/")
    assert not isinstance(error.value, NotAllowed)
    with pytest.raises(CannotReach):
        ask("GET", "https://nowhere.example/")


def test_the_real_way_out_checks_certificates_and_keeps_no_line_for_another_name():
    pool = guarded.way_out(0)._lines  # type: ignore[attr-defined]

    assert pool._ssl_context.check_hostname and pool._max_keepalive_connections == 0


def test_the_answer_says_where_it_came_from_in_the_end(web):
    web.names["lamps.example"] = [PUBLIC]

    def answer(request):
        if request.headers["Host"] == "shop.example":
            return httpx.Response(302, headers={"Location": "https://lamps.example/oak"})
        return httpx.Response(200)

    web.answer = answer

    assert ask("GET", "https://shop.example/", most_redirects=2).address == "https://lamps.example/oak"


def test_what_comes_packed_is_not_unpacked(web):
    web.answer = lambda request: httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=b"")

    with pytest.raises(CannotReach):
        ask("GET", "https://shop.example/")
    assert web.asked[0].headers["Accept-Encoding"] == "identity"


def test_an_address_that_the_operator_named_may_be_inside_and_on_any_port(web):
    web.names["translate.inside"] = [PRIVATE]

    assert ask("GET", "https://translate.inside:5000/", is_own=True).status == 200
    with pytest.raises(NotAllowed):
        ask("GET", "https://user:password@translate.inside:5000/", is_own=True)


class Dripping:
    """A server that answers one connection with `begin` and then a byte now and then, for as long as anybody listens."""

    def __init__(self, begin: bytes):
        self.begin = begin
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        line, _ = self.socket.accept()
        with line, contextlib.suppress(OSError):
            line.sendall(self.begin)
            while True:
                line.sendall(b"x")
                time.sleep(0.05)


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nX-Long: "], ids=["no word", "an endless head"])
def test_who_drips_an_answer_holds_nobody_for_long(begin):
    server = Dripping(begin)

    with pytest.raises(CannotReach):
        ask("GET", server.address, schemes=frozenset({"http"}), is_own=True, seconds=0.5)
    server.socket.close()


def test_a_body_without_end_is_cut_where_the_bytes_end():
    server = Dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")

    assert ask("GET", server.address, schemes=frozenset({"http"}), is_own=True, most_bytes=3).body == b"xxx"
    server.socket.close()


def test_a_body_that_drips_is_not_waited_for_beyond_the_time():
    server = Dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n")  # whole after two seconds
    body = b""

    with contextlib.suppress(CannotReach):  # or a byte comes just as the time ends
        body = ask("GET", server.address, schemes=frozenset({"http"}), is_own=True, seconds=0.5).body
    assert len(body) < 40
    server.socket.close()


@pytest.fixture
def silent_name_server(monkeypatch):
    """Every look-up hangs until the test is over."""
    is_over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **more: is_over.wait(60) and [])
    yield
    is_over.set()


def test_a_name_server_that_is_silent_holds_nobody_for_long(silent_name_server):
    with pytest.raises(CannotReach, match="where the host is") as refused:
        ask("GET", "https://shop.example/", seconds=0.2)
    assert not isinstance(refused.value, NotAllowed)


def test_look_ups_that_hang_are_few_and_end_the_wait_of_others_too(silent_name_server):
    before = sum(thread.name == "look-up" for thread in threading.enumerate())

    for _ in range(look_up.MOST + 3):
        with pytest.raises(CannotReach):
            ask("GET", "https://shop.example/", seconds=0.1)
    assert sum(thread.name == "look-up" for thread in threading.enumerate()) <= look_up.MOST + before


def test_places_are_given_back_when_the_name_server_speaks_again(web):
    for _ in range(look_up.MOST * 2):
        assert ask("GET", "https://shop.example/").status == 200
