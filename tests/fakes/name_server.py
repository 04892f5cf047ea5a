"""A name server of the world on a port of this machine: answers from its zones, or fails as told."""

import socket
import threading
from collections import Counter

import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset

from shopbell.channels.email.authenticity.names import Server


class NameServer:
    """`txt("shopper.example", "v=spf1 -all")`; names in `failing` get SERVFAIL, those in `silent` no answer at all."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.failing: set[str] = set()
        self.silent: set[str] = set()
        self.is_dead = False
        self.asked: Counter[str] = Counter()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def add(self, name: str, kind: str, *values: str) -> None:
        self.records.setdefault((name.lower() + ".", kind), []).extend(values)

    def txt(self, name: str, *texts: str) -> None:
        """Texts of any length: each stands in strings of 255 letters, as the DNS wants it."""
        for text in texts:
            pieces = [text[start : start + 255] for start in range(0, len(text) or 1, 255)]
            self.add(name, "TXT", " ".join('"' + each.replace('"', '\\"') + '"' for each in pieces))

    def resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], self.port
        resolver.timeout = 1.0
        return resolver

    def server(self) -> Server:
        """What the desk asks, with nothing remembered yet."""
        return Server(self.resolver())

    def stop(self) -> None:
        self.socket.close()

    def _serve(self) -> None:
        while True:
            try:
                wire, sender = self.socket.recvfrom(4096)
            except OSError:
                return
            answer = self._answer(dns.message.from_wire(wire))
            if answer is not None:
                self.socket.sendto(answer.to_wire(max_size=65535), sender)

    def _answer(self, query: dns.message.Message) -> dns.message.Message | None:
        question = query.question[0]
        name, kind = question.name.to_text().lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked[f"{name} {kind}"] += 1
        if self.is_dead or name.rstrip(".") in self.silent:
            return None
        answer = dns.message.make_response(query)
        if name.rstrip(".") in self.failing:
            answer.set_rcode(dns.rcode.SERVFAIL)
            return answer
        for _ in range(10):  # aliases, as a resolver follows them
            if values := self.records.get((name, kind)):
                answer.answer.append(dns.rrset.from_text(name, 300, "IN", kind, *values))
                return answer
            alias = self.records.get((name, "CNAME"))
            if not alias:
                break
            answer.answer.append(dns.rrset.from_text(name, 300, "IN", "CNAME", *alias))
            name = alias[0].lower()
        is_known = any(each == name or each.endswith(f".{name}") for each, _ in self.records)
        if not is_known and not answer.answer:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer
