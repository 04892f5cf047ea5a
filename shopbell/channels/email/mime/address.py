"""Mail addresses out of address headers, as many as can be understood."""

import re
from dataclasses import dataclass
from email.utils import getaddresses

from shopbell.core.errors import Refused
from shopbell.customers.identity import Kind, normal

from .headers import raw_text, words

WORD = re.compile(r"[^\s<>,;:\"'()\[\]\\]+")
MOST = 1000  # of one header: a mail to ten thousand people is still a mail
LONGEST = 200_000  # characters of all its values: room for as many
LONGEST_NAME = 2000  # as it is written, in encoded words


@dataclass(frozen=True)
class Address:
    """`address` is normal (lower case, IDNA domain); `name` as the sender wrote it."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def addresses(values: list[str]) -> list[Address]:
    """The addresses in raw header values, in order, each once; what is no address is passed over."""
    found: dict[str, Address] = {}
    left = LONGEST
    for whole in values:
        value = _shortened(whole, left)
        left -= len(value)
        for name, spec in _pairs(raw_text(value)):
            address = normal_or_empty(spec)
            if address:
                found.setdefault(address, Address(_name(name, spec), address))
            if len(found) == MOST:
                return list(found.values())
    return list(found.values())


def normal_or_empty(spec: str) -> str:
    """The address as it is stored and compared, or empty when it is none."""
    if "=?" in spec:  # no program should encode an address, but some do
        spec = words(spec)
    try:
        return normal(Kind.EMAIL, spec.strip().strip("<>").rstrip("."))
    except Refused:
        return ""


def plus_part(address: str) -> str:
    return address.rpartition("@")[0].partition("+")[2]


def _shortened(value: str, most: int) -> str:
    """As much of it as is read; an address is not cut in two."""
    return value if len(value) <= most else value[:most].rpartition(",")[0]


def _pairs(text: str) -> list[tuple[str, str]]:
    """Name and address of each; where the grammar fails, whatever looks like an address."""
    try:
        pairs = [pair for pair in getaddresses([text]) if pair[1]]
    except Exception:  # noqa: BLE001 (the library raises many kinds on broken headers)
        pairs = []
    if pairs and all(normal_or_empty(spec) for _, spec in pairs):
        return pairs
    bare = (match for match in WORD.finditer(text) if "@" in match[0][1:-1])
    return [*pairs, *((_before(text, match), match[0]) for match in bare)]


def _before(text: str, match: re.Match) -> str:
    """What stands before an address in angle brackets: most likely the name."""
    head = text[max(0, match.start() - LONGEST_NAME) : match.start()].rpartition(",")[2]
    return head.rstrip("<").strip().strip("\"'") if head.rstrip().endswith("<") else ""


def _name(name: str, spec: str) -> str:
    name = " ".join(words(name).strip("\"' ").split())
    return "" if name.lower() == spec.lower() else name[:300]
