"""Asking the DNS, for mail of strangers: bounded in time and number, remembered, and never about private zones.

A stranger chooses the names that are asked. So each mail has a budget, answers are kept for a while (also that
there was none), and a name server that does not answer at all is not asked again for a moment: then everything is
`NotNow` at once, and the mail waits for nothing.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Lock

import dns.exception
import dns.nameserver
import dns.resolver
from django.conf import settings

MOST_ASKED = 60  # names for one mail: SPF may take 10 and what those name, DKIM and ARC some more
MOST_RECORDS = 50
LOOK_UP_SECONDS = 2.0
MAIL_SECONDS = 4.0
LEAST_KEPT_SECONDS, MOST_KEPT_SECONDS, NOTHING_KEPT_SECONDS, FAULT_KEPT_SECONDS = 60, 3600, 300, 15
MOST_KEPT, MOST_KEPT_BYTES = 20_000, 16 * 1024 * 1024
ANSWER_BYTES = 4096  # a longer one is used and not kept: a stranger shall not fill the memory with them
TIMEOUTS = 3  # in a row, before we ask whether there is any DNS at all
DEAD_SECONDS = 30.0
PRIVATE_ENDS = {
    *("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "onion", "alt"),
}
LABEL = re.compile(r"[a-z0-9_-]{1,63}", re.IGNORECASE | re.ASCII)
Address = IPv4Address | IPv6Address


class NotNow(Exception):
    """The DNS did not say, and may another time."""


@dataclass
class Server:
    """The name servers of this desk, with what they said lately. Safe for many threads."""

    resolver: dns.resolver.Resolver
    clock: Callable[[], float] = time.monotonic
    _kept: dict[tuple[str, str], tuple[float, list | None]] = field(default_factory=dict)
    _kept_bytes: int = 0
    _lock: Lock = field(default_factory=Lock)
    _timeouts: int = 0
    _dead_until: float = 0.0

    def ask(self, name: str, kind: str, seconds: float) -> list:
        """The records, empty when there are none. Raises NotNow."""
        now = self.clock()
        with self._lock:
            until, records = self._kept.get((name, kind), (0.0, None))
            is_dead = now < self._dead_until
        if until > now:
            if records is None:
                raise NotNow(name)
            return records
        if is_dead or seconds <= 0:
            raise NotNow(name)
        try:
            records, keep = self._fetch(name, kind, min(seconds, LOOK_UP_SECONDS))
        except (dns.exception.Timeout, dns.resolver.NoNameservers) as error:
            if seconds >= LOOK_UP_SECONDS:  # else it was we who had no time
                self._keep(name, kind, None, FAULT_KEPT_SECONDS)
            if isinstance(error, dns.exception.Timeout):
                self._note_timeout()
            raise NotNow(name) from error
        self._timeouts = 0
        self._keep(name, kind, records, keep)
        return records

    def _fetch(self, name: str, kind: str, seconds: float) -> tuple[list, float]:
        try:
            answer = self.resolver.resolve(
                name, kind, lifetime=seconds, search=False, raise_on_no_answer=False
            )
        except (dns.exception.Timeout, dns.resolver.NoNameservers):
            raise
        except (
            dns.exception.DNSException
        ):  # no such name, or one that cannot be: never an answer that is owed
            return [], NOTHING_KEPT_SECONDS
        if answer.rrset is None:
            return [], NOTHING_KEPT_SECONDS
        keep = min(max(answer.rrset.ttl, LEAST_KEPT_SECONDS), MOST_KEPT_SECONDS)
        return list(answer.rrset)[:MOST_RECORDS], keep

    def _keep(self, name: str, kind: str, records: list | None, seconds: float) -> None:
        size = _size(records)
        if size > ANSWER_BYTES:
            return
        with self._lock:
            if len(self._kept) >= MOST_KEPT or self._kept_bytes > MOST_KEPT_BYTES:
                self._make_room()
            self._kept[(name, kind)] = self.clock() + seconds, records
            self._kept_bytes += size  # too much where it takes the place of an old answer, until room is made

    def _make_room(self) -> None:
        """Drop what is out of date, and of the others the oldest, until a tenth is free."""
        now = self.clock()
        kept = {key: each for key, each in self._kept.items() if each[0] > now}
        sizes = {key: _size(records) for key, (_, records) in kept.items()}
        self._kept_bytes = sum(sizes.values())
        for key, size in sizes.items():
            if len(kept) <= MOST_KEPT * 0.9 and self._kept_bytes <= MOST_KEPT_BYTES * 0.9:
                break
            del kept[key]
            self._kept_bytes -= size
        self._kept = kept

    def _note_timeout(self) -> None:
        """After some in a row: is there any DNS? A stranger's slow servers alone shall not stop us from asking."""
        self._timeouts += 1
        if self._timeouts < TIMEOUTS:
            return
        self._timeouts = 0
        try:
            self.resolver.resolve(".", "NS", lifetime=1.0, search=False, raise_on_no_answer=False)
        except dns.exception.Timeout:
            self._dead_until = self.clock() + DEAD_SECONDS
        except dns.exception.DNSException:
            pass  # it answers, whatever it says


def _size(records: list | None) -> int:
    """About how many bytes an answer takes."""
    return 300 + sum(len(each.to_wire()) for each in records or ())


class Names:
    """What one mail may ask: so many names, until a moment."""

    def __init__(self, server: Server, seconds: float = MAIL_SECONDS):
        self.server, self.left = server, MOST_ASKED
        self.until = server.clock() + seconds

    def txt(self, name: str) -> list[bytes]:
        return [b"".join(each.strings) for each in self._ask(name, "TXT")]

    def addresses(self, name: str, version: int) -> list[Address]:
        return [ip_address(each.address) for each in self._ask(name, "A" if version == 4 else "AAAA")]

    def mail_servers(self, name: str) -> list[str]:
        records = sorted(self._ask(name, "MX"), key=lambda each: each.preference)
        return [each.exchange.to_text().rstrip(".") for each in records]

    def names_of(self, address: Address) -> list[str]:
        return [each.target.to_text().rstrip(".") for each in self._ask(address.reverse_pointer, "PTR")]

    def _ask(self, name: str, kind: str) -> list:
        name = name.lower().rstrip(".")
        if not is_public(name):
            return []
        if self.left <= 0:
            raise NotNow(name)
        self.left -= 1
        return self.server.ask(name + ".", kind, self.until - self.server.clock())


def is_public(name: str) -> bool:
    """Whether `name` can be one of the world's: labels of plain letters, more than one, and no private ending.

    A backslash in a label is an escape to the resolver: a stranger shall not make it stumble.
    """
    labels = name.rstrip(".").split(".")
    if len(labels) < 2 or len(name) > 253 or labels[-1] in PRIVATE_ENDS or labels[-2:] == ["home", "arpa"]:
        return False
    return all(LABEL.fullmatch(each) for each in labels)


@cache
def our_server() -> Server | None:
    """The name servers of `SHOPBELL_DNS`, by default the machine's own; None when the DNS is not to be asked."""
    wanted = settings.DNS_SERVERS
    if wanted is None:
        return None
    try:
        resolver = dns.resolver.Resolver(configure=not wanted)
    except dns.resolver.NoResolverConfiguration:
        return None
    if wanted:
        resolver.nameservers = [dns.nameserver.Do53Nameserver(host, port) for host, port in wanted]
    resolver.timeout = LOOK_UP_SECONDS / 2  # one lost packet is no silence
    return Server(resolver)
