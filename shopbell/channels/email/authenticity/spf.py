"""Whether a server may send for a domain: SPF (RFC 7208), with the limits of its §4.6.4."""

import re
from dataclasses import dataclass
from ipaddress import ip_network
from urllib.parse import quote

from .names import Address, Names, NotNow, is_public
from .spf_record import MACRO, Misread, Record, Term, is_spf, read_record
from .verdict import Result

MOST_NAME, MOST_EXPANDED = 253, 2000
MOST_TERMS, MOST_VOID, MOST_SERVERS = 10, 2, 10


class Broken(Exception):
    """The record of the domain cannot be followed to an end: a permanent error."""


@dataclass
class Asked:
    """Who asks to send: the address of the server, what it calls itself, and for whom."""

    peer: Address
    helo: str
    sender: str  # never empty: postmaster@helo for the empty one

    def words(self, letter: str, domain: str) -> str:
        """What a macro letter stands for (RFC 7208 §7.2)."""
        local, _, own = self.sender.rpartition("@")
        dotted = str(self.peer) if self.peer.version == 4 else ".".join(self.peer.exploded.replace(":", ""))
        known = {"s": self.sender, "l": local, "o": own, "d": domain, "i": dotted, "h": self.helo}
        known |= {"p": "unknown", "v": "in-addr" if self.peer.version == 4 else "ip6"}
        return known.get(letter, "unknown")


class Check:
    """One evaluation, which counts what it has asked."""

    def __init__(self, asked: Asked, names: Names):
        self.asked, self.names = asked, names
        self.terms = self.void = 0

    def result_of(self, domain: str) -> str:
        """The result for `domain`, none when it publishes no record. Raises Broken, Misread, NotNow."""
        if not is_public(domain):
            return Result.NONE
        records = [each for each in self.names.txt(domain) if is_spf(each)]
        if not records:
            return Result.NONE
        if len(records) > 1:
            raise Broken("two records")
        record = read_record(records[0])
        for term in record.terms:
            if self._matches(term, domain):
                return term.result
        return self._redirected(record, domain)

    def _redirected(self, record: Record, domain: str) -> str:
        if not record.redirect:
            return Result.NEUTRAL
        self._count()
        result = self.result_of(self._expanded(record.redirect, domain))
        if result == Result.NONE:
            raise Broken("it leads to a domain without a record")
        return result

    def _matches(self, term: Term, domain: str) -> bool:
        if term.name == "all":
            return True
        if term.network is not None:
            return self.asked.peer.version == term.network.version and self.asked.peer in term.network
        self._count()
        target = self._expanded(term.domain, domain) if term.domain else domain
        return MECHANISMS[term.name](self, term, target)

    def _include(self, term: Term, target: str) -> bool:
        result = self.result_of(target)
        if result == Result.NONE:
            raise Broken(f"it includes {target[:80]}, which has no record")
        return result == Result.PASS

    def _exists(self, term: Term, target: str) -> bool:
        return bool(self._found(self.names.addresses(target, 4)))

    def _a(self, term: Term, target: str) -> bool:
        return self._is_among(self._found(self.names.addresses(target, self.asked.peer.version)), term)

    def _mx(self, term: Term, target: str) -> bool:
        servers = self._found(self.names.mail_servers(target))
        if len(servers) > MOST_SERVERS:
            raise Broken("too many mail servers")
        version = self.asked.peer.version
        return any(self._is_among(self.names.addresses(each, version), term) for each in servers if each)

    def _ptr(self, term: Term, target: str) -> bool:
        """Slow and discouraged (RFC 7208 §5.5), yet in use."""
        try:
            known = self.names.names_of(self.asked.peer)[:MOST_SERVERS]
        except NotNow:
            return False
        target = target.lower().rstrip(".")
        for name in known:
            low = name.lower()
            if (low == target or low.endswith(f".{target}")) and self._leads_back(low):
                return True
        return False

    def _leads_back(self, name: str) -> bool:
        try:
            return self.asked.peer in self.names.addresses(name, self.asked.peer.version)
        except NotNow:
            return False

    def _is_among(self, addresses: list[Address], term: Term) -> bool:
        length = term.lengths[0] if self.asked.peer.version == 4 else term.lengths[1]
        return any(self.asked.peer in ip_network((each, length), strict=False) for each in addresses)

    def _found(self, records: list) -> list:
        self.void += not records
        if self.void > MOST_VOID:
            raise Broken("too many names that are not there")
        return records

    def _count(self) -> None:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise Broken("too many look-ups")

    def _expanded(self, text: str, domain: str) -> str:
        """`text` with its macros filled in; of a name that is too long the left labels go (RFC 7208 §7.3)."""
        pieces: list[str] = []
        length = position = 0
        for match in MACRO.finditer(text):
            pieces += text[position : match.start()], self._macro(match, domain)
            length += len(pieces[-2]) + len(pieces[-1])
            position = match.end()
            if length > MOST_EXPANDED:
                raise Broken("a macro that fills in more than any name holds")
        name = ("".join(pieces) + text[position:]).rstrip(".")
        if len(name) <= MOST_NAME:
            return name
        cut = name.find(".", len(name) - MOST_NAME - 1)
        return name[cut + 1 :]

    def _macro(self, match: re.Match, domain: str) -> str:
        if match[5]:
            return {"%": "%", "_": " ", "-": "%20"}[match[5]]
        letter, digits, is_reversed, signs = match[1], match[2], match[3], match[4] or "."
        words = self.asked.words(letter.lower(), domain)
        parts = re.split("[" + re.escape(signs) + "]", words)
        parts = parts[::-1] if is_reversed else parts
        if digits and int(digits):
            parts = parts[-int(digits) :]
        found = ".".join(parts)
        return quote(found, safe="-._~") if letter.isupper() else found


MECHANISMS = {
    "include": Check._include,
    "exists": Check._exists,
    "a": Check._a,
    "mx": Check._mx,
    "ptr": Check._ptr,
}


def check_spf(peer: Address, helo: str, sender: str, names: Names) -> tuple[Result, str, str]:
    """Result, the domain that was asked, and why it is no better. Never raises."""
    domain = (sender.rpartition("@")[2] or helo).lower().rstrip(".")
    local = sender.rpartition("@")[0] or "postmaster"
    asked = Asked(peer, helo, f"{local}@{domain}")
    try:
        return Result(Check(asked, names).result_of(domain)), domain, ""
    except NotNow:
        return Result.TEMPERROR, domain, "the DNS did not answer"
    except (Broken, Misread) as error:
        return Result.PERMERROR, domain, str(error)[:200]
