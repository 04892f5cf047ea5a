"""Whom and which places the texts of a ticket tell of: what one of them introduces is personal in all."""

from collections.abc import Iterable

from .kind import Kind
from .naming import named
from .patterns import towns

LEAST = 4  # letters of a name that somebody wrote small: shorter ones are as likely other words


def met_in(texts: Iterable[str]) -> list[tuple[Kind, str]]:
    """The names, and the towns beside a postcode or where somebody says that they live."""
    found: dict[tuple[Kind, str], None] = {}
    for text in texts:
        for start, end, kind in [*named(text), *towns(text)]:
            words = text[start:end]
            parts = words.split() if words[0].islower() else [words]
            found |= {(kind, part): None for part in parts if not part[0].islower() or len(part) >= LEAST}
    return list(found)
