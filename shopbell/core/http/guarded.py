"""Requests to addresses that somebody else named: to public hosts only, for a while only, and up to so many bytes.

A name is looked up once and the request goes to the very address that was looked at, so that a name which answers
differently the second time leads nowhere. Every redirect passes here again. No proxy of the environment is used: it
would do the looking up.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import httpx

from .look_up import look_up
from .timed_way import TimedWay

SECONDS = 10.0  # for the whole of it, unless the caller has more patience
MOST_BYTES = 1_000_000
PORTS = {80, 443}
HEADERS = {"User-Agent": "Shopbell", "Accept-Encoding": "identity"}


class CannotReach(Exception):
    """There was no answer, or none that is taken in. It may be there later."""


class NotAllowed(CannotReach):
    """The address is none that may be asked: not now, and not later."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    address: str = ""  # where it came from in the end


def ask(
    method: str,
    address: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    schemes: frozenset[str] = frozenset({"https"}),
    most_bytes: int = MOST_BYTES,
    most_redirects: int = 0,
    is_own: bool = False,
    seconds: float = SECONDS,
) -> Answer:
    """The answer to one request. Raises NotAllowed for an address that is none of ours to ask, CannotReach without one.

    An answer is any status: what it means is for who asked. What comes behind `most_bytes` is not read. `is_own`: the
    operator named the address, so that it may be in a private network and on any port. `seconds`: for the whole of it.
    """
    end = time.monotonic() + seconds
    guard = Guard(schemes, end, is_own=is_own)
    client = httpx.Client(
        transport=guard, timeout=seconds / 2, trust_env=False, max_redirects=most_redirects,
        follow_redirects=most_redirects > 0, headers=HEADERS,
    )  # fmt: skip
    try:
        with client, client.stream(method, address, headers=dict(headers or {}), content=content) as response:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise CannotReach("packed, which was not asked for")  # what is small may unpack to any size
            body = _body(response, most_bytes, end)
            return Answer(response.status_code, response.headers, body, str(response.url))
    except UnicodeError as error:  # "https://a..example": a host that no look-up takes
        raise NotAllowed("no name of a host") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise CannotReach(type(error).__name__) from error


def _body(response: httpx.Response, most_bytes: int, end: float) -> bytes:
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) >= most_bytes or time.monotonic() > end:
            break
    return bytes(body[:most_bytes])


class Guard(httpx.BaseTransport):
    """Sends a request to a public address that its host has, or refuses it. `end` is of the monotonic clock."""

    def __init__(self, schemes: frozenset[str], end: float, *, is_own: bool = False):
        self._schemes, self._end, self._is_own = schemes, end, is_own
        self._way = way_out(end)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        port = url.port or {"https": 443, "http": 80}.get(url.scheme, 0)
        if url.scheme not in self._schemes or url.userinfo or not (port in PORTS or self._is_own):
            raise NotAllowed(f"{url.scheme} on port {port}")
        address = public_address(url.host, port, self._end, is_own=self._is_own)
        # TLS asks for the name, and checks that the certificate is the name's; the header Host is there already
        named = {**request.extensions, "sni_hostname": url.raw_host.decode("ascii").strip("[]")}
        pinned = httpx.Request(
            request.method, url.copy_with(host=address), headers=request.headers, stream=request.stream,
            extensions=named,
        )  # fmt: skip
        return self._way.handle_request(pinned)

    def close(self) -> None:
        self._way.close()


def way_out(end: float) -> httpx.BaseTransport:
    """What carries a request that was looked at; a line serves one request, since several names share an address."""
    return TimedWay(_certificates(), end)


def public_address(host: str, port: int, end: float, *, is_own: bool = False) -> str:
    """One of the addresses of `host`. Raises NotAllowed when any of them is private, CannotReach when it has none.

    Also CannotReach when the look-up has not come to an end at `end`.
    """
    try:
        found = look_up(lambda: addresses_of(host, port), end)
    except TimeoutError as error:
        raise CannotReach("nobody said where the host is") from error
    except OSError as error:
        raise CannotReach("no such host") from error
    if not found:
        raise CannotReach("no such host")
    for address in found:
        if not (is_own or is_public(address)):
            raise NotAllowed("the host is in a private network")
    return found[0]


def addresses_of(host: str, port: int) -> list[str]:
    """What the name leads to; IPv4 first, which is there everywhere."""
    found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    return sorted(found, key=lambda address: (":" in address, address))


def is_public(address: str) -> bool:
    """Whether `address` is somewhere in the open: not this machine, its networks, nor a way around to them."""
    exact = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(exact, ipaddress.IPv6Address):
        inner = exact.ipv4_mapped or exact.sixtofour or (exact.teredo and exact.teredo[1])
        if inner:
            return is_public(str(inner))
        if exact in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(exact) & 0xFFFFFFFF)))
    return exact.is_global and not exact.is_multicast


NAT64 = ipaddress.ip_network("64:ff9b::/96")


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
