"""The running promise of a ticket as a badge: how much time is left, or by how much it is late.

Colour, icon and words change together, so that each can be read without the others. The browser goes on counting by
the same rules (`js/console/promise.ts`).
"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup, escape

from shopbell.promises.promise import Kind
from shopbell.promises.running import Running, running_of
from shopbell.tickets.ticket import Ticket

from ..jinja import icon
from .waiting import counted

STEPS = ((172_800, 86_400, "day"), (3_600, 3_600, "hour"), (60, 60, "minute"), (0, 1, "second"))


def promise_badge(running: Running | None, *, is_long: bool = False, now: datetime | None = None) -> Markup:
    """A chip with the time until the promise is due; nothing for None. `is_long` names the goal before it.

    What the shopper was told has a frame.
    """
    if running is None:
        return Markup("")
    now = now or timezone.now()
    state = running.state(now)
    left, late = _sentences(running, is_long=is_long)
    words = (late if state == "broken" else left).replace(
        "{}", time_words((running.due_at - now).total_seconds())
    )
    warn = f' data-warn="{_iso(running.warn_at)}"' if running.warn_at else ""
    is_told = isinstance(running.what, Kind)
    told = f'<span class="sr-only"> {escape(_("Promised"))}</span>' if is_told and not is_long else ""
    mark = " data-told" if is_told else ""
    return Markup(  # noqa: S704 (each part is escaped or ours, as in waiting.py)
        f'<time class="badge badge-{state}" datetime="{_iso(running.due_at)}"{warn}{mark}'
        f' data-left="{escape(left)}" data-late="{escape(late)}" data-due="{escape(_due_words(running))}">'
        f"{_icons()[state]}<span>{escape(words)}</span>{told}</time>"
    )


def promise_of(ticket: Ticket) -> Running | None:
    """What runs for one ticket, for templates that show it alone. Nothing is promised to who sends spam."""
    return None if ticket.is_spam else running_of([ticket.pk]).get(ticket.pk)


def time_words(seconds: float) -> str:
    """40 sec, 12 min, 3 hr, 2 days, whichever way they lie: whole ones, at least one second."""
    seconds = max(1, int(abs(seconds)))
    _floor, unit, name = next(step for step in STEPS if seconds >= step[0])
    return counted(seconds // unit, unit, name)


def add_promises(rows: list[dict[str, Any]]) -> None:
    """The running promise of each row of the list, or None."""
    running = running_of([row["id"] for row in rows])
    for row in rows:
        row["promise"] = running.get(row["id"])


def _sentences(running: Running, *, is_long: bool) -> tuple[str, str]:
    """While there is time, and after; {} stands for how much."""
    if not is_long:
        return _("{} left"), _("{} late")
    return {
        "first_reply": (_("first reply: {} left"), _("first reply: {} late")),
        "next_reply": (_("next reply: {} left"), _("next reply: {} late")),
        "solve": (_("solution: {} left"), _("solution: {} late")),
        "answer": (_("promised answer: {} left"), _("promised answer: {} late")),
        "call": (_("promised call: {} left"), _("promised call: {} late")),
    }[running.what]


def _due_words(running: Running) -> str:
    """What the exact hour is of, for who points at it."""
    return {
        "first_reply": _("First reply due: {}"),
        "next_reply": _("Next reply due: {}"),
        "solve": _("Solution due: {}"),
        "answer": _("Answer promised by: {}"),
        "call": _("Call promised by: {}"),
    }[running.what]


def _icons() -> dict[str, Markup]:
    """The words are for who does not see the colour."""
    return {
        "calm": icon("clock", size="small"),
        "risk": icon("hourglass", size="small", label=_("At risk")),
        "broken": icon("circle-alert", size="small", label=pgettext("promise", "Broken")),
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
