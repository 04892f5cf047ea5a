"""Advice on business hours in words, in the reader's language."""

from collections.abc import Sequence
from datetime import time, timedelta

from babel.dates import format_time, format_timedelta, get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopbell.core.number import exact_percent, number
from shopbell.core.reader import after_preposition, locale

from .hours_advice import LEAST, LEAST_WEEKS, Advice, Block, Demand, Kind
from .week_hours import DAY

TWO_DAYS = timedelta(days=2)


def heading(advice: Advice) -> str:
    if advice.kind == Kind.ALWAYS:
        return _("Stay open round the clock")
    named = when_of(advice.block)
    if advice.kind == Kind.CLOSE:
        return _("Close: %(when)s") % {"when": named}
    return _("Open besides: %(when)s") % {"when": named}


def reasons(advice: Advice, demand: Demand) -> list[str]:
    """Why, a sentence each."""
    told = {"share": share(advice.share)}
    if advice.kind == Kind.CLOSE:
        return [
            _("Only %(share)s of what is asked comes then. Your people are of more use at other hours.")
            % told,
            _counted(advice, demand),
        ]
    if advice.kind == Kind.ALWAYS:
        first = _(
            "In no part of the week it is quiet: %(share)s of what is asked comes while you are closed."
        )
    else:
        first = _("%(share)s of what is asked comes then, and nobody is there.")
    said = [first % told]
    if advice.wait is not None:
        said.append(
            _("Half of those shoppers wait longer than %(time)s for the first answer.")
            % {"time": waited(advice.wait)}
        )
    return [*said, _counted(advice, demand)]


def heard(same_day: float | None) -> str:
    if same_day is None:
        return ""
    said = _("Of those who ask while you are open, %(count)s in 10 hear from you the same day.")
    return said % {"count": round(same_day * 10)}


def lacking(demand: Demand) -> list[str]:
    """What is missing before anything can be advised; empty when nothing is."""
    said = []
    if demand.total < LEAST:
        said.append(
            _("%(count)s of %(least)s questions were asked so far.")
            % {"count": number(demand.total), "least": LEAST}
        )
    if demand.weeks < LEAST_WEEKS:
        said.append(
            ngettext(
                "They are of %(count)s whole week; %(least)s are needed.",
                "They are of %(count)s whole weeks; %(least)s are needed.",
                demand.weeks,
            )
            % {"count": demand.weeks, "least": LEAST_WEEKS}
        )
    return said


def when_of(block: Block) -> str:
    """Saturday, 10:00 – 14:00."""
    return _("%(days)s, %(start)s – %(end)s") % {
        "days": days_of(block.days),
        "start": clock(block.start),
        "end": clock(block.end),
    }


def days_of(days: Sequence[int]) -> str:
    names = get_day_names("wide", locale=locale())
    return names[days[0]] if len(days) == 1 else f"{names[days[0]]} – {names[days[-1]]}"


def clock(hour: int) -> str:
    return format_time(time(hour % DAY), "short", locale=locale())


def share(part: float) -> str:
    """Below a tenth with one digit more, so that little is not nothing."""
    rounded = round(part, 3 if part < 0.0995 else 2)
    return exact_percent(rounded)


def waited(time: timedelta) -> str:
    """Behind “longer than”. Hours until two days."""
    threshold = 2 if time >= TWO_DAYS else 1.6
    return after_preposition(format_timedelta(time, threshold=threshold, locale=locale()))


def _counted(advice: Advice, demand: Demand) -> str:
    said = ngettext(
        "Counted: %(asked)s questions in %(count)s week. In others it may be between %(low)s and %(high)s by chance.",
        "Counted: %(asked)s questions in %(count)s weeks. In others it may be between %(low)s and %(high)s by chance.",
        demand.weeks,
    )
    low, high = share(advice.lowest), share(advice.highest)
    return said % {"asked": number(advice.asked), "count": demand.weeks, "low": low, "high": high}
