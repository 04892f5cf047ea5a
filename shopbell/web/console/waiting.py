"""How long a customer has waited, in a word and a tone; `js/console/waits.ts` keeps the word fresh.

Until a promise says more, a chat is late after two minutes and everything else after a day: the goals
that a desk begins with.
"""

from datetime import datetime, timedelta

from babel.dates import format_timedelta
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from ..reader import locale
from ..when import exact

LATE = {"chat": timedelta(minutes=2)}
LATE_OTHERWISE = timedelta(days=1)
STEPS = ((172_800, 86_400, "day"), (3_600, 3_600, "hour"), (0, 60, "minute"))
CHIP = Markup(
    '<time class="badge badge-{tone}" datetime="{iso}" title="{title}" data-wait="{sentence}">{words}</time>'
)


def waits(
    since: datetime | None, channel: str, *, sentence: str = "{}", now: datetime | None = None
) -> Markup:
    """A chip with the wait since `since`; nothing for None. `sentence` holds {} for the time: "waits {}"."""
    if since is None:
        return Markup("")
    waited = (now or timezone.now()) - since
    return CHIP.format(
        tone="risk" if waited >= LATE.get(channel, LATE_OTHERWISE) else "calm",
        iso=since.isoformat(timespec="seconds"),
        title=_("Waiting since %(moment)s") % {"moment": exact(since)},
        sentence=sentence,
        words=sentence.replace("{}", _words(waited)),
    )


def _words(waited: timedelta) -> str:
    """12 min, 3 hr, 2 days: whole ones, at least a minute."""
    seconds = max(60, int(waited.total_seconds()))
    _floor, unit, name = next(step for step in STEPS if seconds >= step[0])
    whole = timedelta(seconds=seconds // unit * unit)
    return format_timedelta(whole, granularity=name, threshold=10**9, format="short", locale=locale())  # type: ignore[arg-type]
