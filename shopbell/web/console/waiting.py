"""How long a customer has waited, in a word and a tone; `js/console/waits.ts` keeps it fresh, with the exact hour.

Until a promise says more, a chat is late after two minutes and everything else after a day: the goals
that a desk begins with.
"""

from datetime import datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_timedelta
from django.utils import timezone
from markupsafe import Markup, escape

from shopbell.core.reader import locale

LATE_SECONDS = {"chat": 120}
LATE_OTHERWISE_SECONDS = 86_400
STEPS = ((172_800, 86_400, "day"), (3_600, 3_600, "hour"), (0, 60, "minute"))


def late_seconds(channel: str) -> int:
    """After how long a wait on `channel` is too long."""
    return LATE_SECONDS.get(channel, LATE_OTHERWISE_SECONDS)


def waits(
    since: datetime | None, channel: str, *, sentence: str = "{}", now: datetime | None = None,
    is_late: bool = False,
) -> Markup:  # fmt: skip
    """A chip with the wait since `since`; nothing for None. `sentence` holds {} for the time: "waits {}". `is_late`:
    a promise to somebody of whom it tells is broken.
    """
    if since is None:
        return Markup("")
    seconds = ((now or timezone.now()) - since).total_seconds()
    tone = "broken" if is_late else "risk" if seconds >= late_seconds(channel) else "calm"
    words = escape(sentence.replace("{}", wait_words(int(seconds))))
    return Markup(  # noqa: S704 (each part is escaped or ours; Markup.format takes ten times as long, fifty times a list)
        f'<time class="badge badge-{tone}" datetime="{since.isoformat(timespec="seconds")}"'
        f' data-wait="{escape(sentence)}">{words}</time>'
    )


def wait_words(seconds: int) -> str:
    """12 min, 3 hr, 2 days: whole ones, at least a minute, in the reader's language."""
    seconds = max(60, seconds)
    _floor, unit, name = next(step for step in STEPS if seconds >= step[0])
    return counted(seconds // unit, unit, name)


def counted(count: int, unit_seconds: int, name: str) -> str:
    """So many of a unit, short, in the reader's language."""
    return _counted(count, unit_seconds, name, locale())


@lru_cache(2048)
def _counted(count: int, unit: int, name: str, reader: Locale) -> str:
    whole = timedelta(seconds=count * unit)
    return format_timedelta(whole, granularity=name, threshold=10**9, format="short", locale=reader)  # type: ignore[arg-type]
