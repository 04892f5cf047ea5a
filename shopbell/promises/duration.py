"""Times of goals as people write them in the settings and in the configuration file: 60 s, 2 min, 1 h 30 min, 2 d."""

import re
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Literal

from babel import Locale
from babel.units import format_unit
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.reader import locale

UNITS = {"d": 86_400, "h": 3_600, "min": 60, "s": 1}
NAMES = {"duration-day": "d", "duration-hour": "h", "duration-minute": "min", "duration-second": "s"}
LENGTHS: tuple[Literal["long", "short", "narrow"], ...] = ("long", "short", "narrow")
EXAMPLES = (1, 2, 3, 11, 100)  # each form that a language has for numbers
SPELLINGS = {"mins": "min", "secs": "s", "hrs": "h"}
LONGEST = 366 * UNITS["d"]
PART = re.compile(r"(\d{1,9})?\s*([^\W\d_]+)\.?\s*")
WORD = re.compile(r"[^\W\d_]+")


def read_duration(text: str) -> int | None:
    """Seconds that `text` says, in the words of the reader's language or in English; None for nothing.

    Raises Refused with what is not understood.
    """
    text = text.strip().casefold()
    if not text:
        return None
    words = _words(locale())
    parts = PART.findall(text)
    seconds = sum(int(count or 1) * words.get((bool(count), word), 0) for count, word in parts)
    is_understood = not PART.sub("", text) and all((bool(count), word) in words for count, word in parts)
    if is_understood and seconds > LONGEST:
        raise Refused(_("“%(text)s” is too long. A goal may take up to 366 days.") % {"text": text[:60]})
    if not is_understood or not seconds:
        raise Refused(
            _("“%(text)s” is not understood. Write a time like 60 s, 2 min, 1 h 30 min or 2 d.")
            % {"text": text[:60]}
        )
    return seconds


@cache
def _words(language: Locale) -> dict[tuple[bool, str], int]:
    """Seconds of each word, with a number before it or (“ساعتان”, two hours) without. English goes first: it is what
    `write_duration` writes."""
    found = {(True, word): UNITS[unit] for word, unit in ({unit: unit for unit in UNITS} | SPELLINGS).items()}
    for spoken, name, length, count in product((Locale("en"), language), NAMES, LENGTHS, EXAMPLES):
        said = format_unit(count, name, length, locale=spoken).casefold()
        word = WORD.search(said)
        if word and name not in said:  # as it is where the language has no such length
            seconds = UNITS[NAMES[name]]
            found.setdefault((True, word.group()), seconds)
            if str(count) not in said:
                found.setdefault((False, word.group()), seconds * count)
    return found


def write_duration(seconds: int | None, *, in_days: bool = False) -> str:
    """The text that `read_duration` understands as just that.

    Days are written `in_days` only where every hour counts: 48 open hours lie on many more days than two.
    """
    if not seconds:
        return ""
    if in_days and seconds % UNITS["d"] == 0 and seconds > UNITS["d"]:
        return f"{seconds // UNITS['d']} d"
    words = []
    for unit in ("h", "min", "s"):
        count, seconds = divmod(seconds, UNITS[unit])
        if count:
            words.append(f"{count} {unit}")
    return " ".join(words)


def duration(time: timedelta) -> str:
    """Counted time in a sentence: to the second, nothing as 0 s."""
    return write_duration(int(time.total_seconds())) or "0 s"


def left_to_right(text: str) -> str:
    """A duration among words that are read from right to left: its units stay behind their numbers."""
    return f"\u2066{text}\u2069" if text and get_language_bidi() else text
