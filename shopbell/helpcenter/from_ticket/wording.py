"""The words that patterns are made of."""

import re

from .kind import Kind

Span = tuple[int, int, Kind]
UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĪĮİŁŃŇŌŐŒŘŚŞŠŤŪŮŰŲŹŻŽ"
NAME = rf"[{UP}][\w'’]+(?:-[{UP}]?[\w'’]+)*"
ARABIC = r"[\u0621-\u064a\u064b-\u0652]+"


def either(words: str) -> str:
    """A pattern of any of `words`, between which is white space; `_` stands for a space in one of them."""
    return f"(?:{'|'.join(word.replace('_', chr(92) + 's') for word in words.split())})"


def pattern(words: str, *, any_case: bool = True) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE if any_case else 0)
