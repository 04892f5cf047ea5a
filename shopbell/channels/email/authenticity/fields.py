"""A mail as those who sign it see it: its header fields with their folding, its body, and both made canonical.

RFC 6376 §3.4. All of it takes time in proportion to the mail, whatever it is made of: a run of a million spaces
costs the usual library twenty minutes.
"""

import hashlib
import re
from functools import cached_property

from ..mime.part import head_start

HEAD_END = re.compile(rb"\r?\n\r?\n")
BARE_LF = re.compile(rb"(?<!\r)\n")
SPACES = re.compile(rb"[ \t]+")
MOST_FIELDS = 5000
HASHES = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}
Field = tuple[
    bytes, bytes
]  # name and value as they came, the value with its folding, without its last line end


class SignedMail:
    """The bytes of a mail, taken apart once for all its signatures."""

    def __init__(self, raw: bytes):
        start = head_start(raw)
        end = HEAD_END.search(raw, start)
        self.head = raw[start : end.start()] if end else raw[start:]
        self.raw_body = raw[end.end() :] if end else b""
        self.fields = _fields(self.head)
        self._made: dict[str, bytes] = {}
        self._hashes: dict[tuple, bytes] = {}

    def named(self, name: str) -> list[Field]:
        """The fields of that name, topmost first."""
        return [self.fields[place] for place in self.places.get(name.encode(), [])]

    @cached_property
    def places(self) -> dict[bytes, list[int]]:
        found: dict[bytes, list[int]] = {}
        for place, (name, _) in enumerate(self.fields):
            found.setdefault(name.strip().lower(), []).append(place)
        return found

    def chosen(self, names: list[bytes]) -> list[Field]:
        """The fields that a signature over `names` covers: of several alike the lowest first (RFC 6376 §5.4.2)."""
        left = {name: list(places) for name, places in self.places.items()}
        return [self.fields[left[name].pop()] for name in names if left.get(name)]

    def body(self, canon: str) -> bytes:
        if canon not in self._made:
            text = BARE_LF.sub(b"\r\n", self.raw_body) if b"\n" in self.raw_body else self.raw_body
            self._made[canon] = relaxed_body(text) if canon == "relaxed" else simple_body(text)
        return self._made[canon]

    def body_hash(self, canon: str, hash_name: str, length: int | None) -> bytes:
        """Of the first `length` bytes of the canonical body, or of all."""
        key = canon, hash_name, length
        if key not in self._hashes:
            self._hashes[key] = HASHES[hash_name](memoryview(self.body(canon))[:length]).digest()
        return self._hashes[key]


def canonical_field(field: Field, canon: str) -> bytes:
    """The field as it is signed, without its line end."""
    name, value = field
    if canon == "simple":
        return name + b":" + value
    flat = value.replace(b"\r\n", b"").replace(b"\n", b"")
    return name.strip().lower() + b":" + SPACES.sub(b" ", flat).strip(b" ")


def relaxed_body(body: bytes) -> bytes:
    body = SPACES.sub(b" ", body).replace(b" \r\n", b"\r\n")
    body = _without_empty_lines(body[:-1] if body.endswith(b" ") else body)
    return body + b"\r\n" if body else b""


def simple_body(body: bytes) -> bytes:
    return _without_empty_lines(body) + b"\r\n"


def _without_empty_lines(body: bytes) -> bytes:
    """`body` without the line ends that it closes with."""
    end = len(body)
    while body.endswith(LINES, 0, end):
        end -= len(LINES)
    while body.endswith(b"\r\n", 0, end):
        end -= 2
    return body[:end]


LINES = b"\r\n" * 4096


def _fields(head: bytes) -> list[Field]:
    """Fields in order; a line that belongs to none is passed over, as the parser of mail does."""
    found: list[tuple[bytes, list[bytes]]] = []
    for line in head.split(b"\n")[: MOST_FIELDS * 4]:
        line = line.removesuffix(b"\r")
        if line[:1] in (b" ", b"\t"):
            if found:
                found[-1][1].append(line)
            continue
        name, colon, value = line.partition(b":")
        if colon and name.strip() and b" " not in name.strip():
            found.append((name, [value]))
        if len(found) > MOST_FIELDS:
            break
    return [(name, b"\r\n".join(lines)) for name, lines in found]
