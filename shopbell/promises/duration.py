"""Times of goals as people write them in the settings and in the configuration file: 60 s, 2 min, 1 h 30 min, 2 d."""

import re
from datetime import timedelta

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

UNITS = {"d": 86_400, "h": 3_600, "min": 60, "s": 1}
SPELLINGS = {"m": "min", "mins": "min", "minutes": "min", "sec": "s", "hr": "h", "hours": "h", "days": "d"}
LONGEST = 366 * UNITS["d"]
PART = re.compile(r"(\d{1,9})\s*([a-z]+)\s*")


def read_duration(text: str) -> int | None:
    """Seconds that `text` says; None for nothing. Raises Refused with what is not understood."""
    text = text.strip().casefold()
    if not text:
        return None
    parts = PART.findall(text)
    seconds = sum(int(count) * UNITS.get(SPELLINGS.get(unit, unit), 0) for count, unit in parts)
    is_understood = not PART.sub("", text) and all(SPELLINGS.get(unit, unit) in UNITS for _n, unit in parts)
    if is_understood and seconds > LONGEST:
        raise Refused(_("“%(text)s” is too long. A goal may take up to 366 days.") % {"text": text[:60]})
    if not is_understood or not seconds:
        raise Refused(
            _("“%(text)s” is not understood. Write a time like 60 s, 2 min, 1 h 30 min or 2 d.")
            % {"text": text[:60]}
        )
    return seconds


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
