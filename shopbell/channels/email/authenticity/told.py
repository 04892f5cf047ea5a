"""What another mail server says it found: the header Authentication-Results (RFC 8601).

Anybody may write one. It counts only from a server that the inbox names, and of that server only the topmost.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

COMMENT = re.compile(r"\([^()]*\)")
LONGEST, MOST_RESULTS, DEEPEST = 16 * 1024, 100, 8
RESULT = re.compile(r"\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
PROPERTY = re.compile(
    r"(?<![a-z0-9-])([a-z0-9-]{1,60}\.[a-z0-9-]{1,60})\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]+))", re.IGNORECASE
)


@dataclass(frozen=True)
class Told:
    """`results` are (method, result, properties), such as ("spf", "pass", {"smtp.mailfrom": "shopper.example"})."""

    server: str
    results: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def of(self, method: str) -> list[tuple[str, dict[str, str]]]:
        return [(result, more) for name, result, more in self.results if name == method]


def read_told(value: str, servers: Collection[str] | None = None) -> Told | None:
    """The header's value understood; None when it is none, or not of one of `servers` where they are given."""
    text = value[:LONGEST]
    for _ in range(DEEPEST):  # comments may stand in comments
        text, count = COMMENT.subn(" ", text)
        if not count:
            break
    server, *parts = text.split(";")
    words = server.split()
    name = words[0].strip('"').lower() if words else ""
    if not words or (servers is not None and name not in servers):
        return None
    results = []
    for part in parts[:MOST_RESULTS]:
        if match := RESULT.match(part):
            more = {key.lower(): quoted or bare for key, quoted, bare in PROPERTY.findall(part)}
            results.append((match[1].lower(), match[2].lower(), more))
    return Told(name, results)


def domain_in(value: str) -> str:
    """The domain of `mina@shopper.example`, `@shopper.example` or `shopper.example`."""
    return value.strip("<> ").rpartition("@")[2].lower().rstrip(".")
