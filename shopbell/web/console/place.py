"""A place in an ordered list, small enough for an address: where the next page begins.

Numbers, moments and texts joined by dots, a moment as microseconds since 1970 in UTC, "-" for none. It holds nothing
secret and is checked when read, so a made-up one shows other rows of the same list or the top, no more.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
Value = datetime | int | str | None


def write_place(values: list[Value]) -> str:
    return ".".join(_word(value) for value in values)


def read_place(text: str, kinds: Sequence[type]) -> list[Value] | None:
    """The values of `text`, one per kind (datetime, int or str); None when it is no such place."""
    words = text.split(".")
    if len(words) != len(kinds):
        return None
    try:
        return [_value(word, kind) for word, kind in zip(words, kinds, strict=True)]
    except (ValueError, OverflowError):
        return None


def _word(value: Value) -> str:
    if value is None:
        return "-"
    if isinstance(value, str):
        return urlsafe_b64encode(value.encode()).decode().rstrip("=")
    return str((value - EPOCH) // TICK if isinstance(value, datetime) else value)


def _value(word: str, kind: type) -> Value:
    if kind is str:
        text = urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
        if "\0" in text:
            raise ValueError(word)
        return text
    if word == "-" and kind is datetime:
        return None
    if not word.lstrip("-").isdecimal() or len(word) > 19:
        raise ValueError(word)
    return EPOCH + int(word) * TICK if kind is datetime else int(word)
