"""What a page shows of the advice on some hours: the week as a picture, the advice in words, and where it leads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from babel.dates import get_day_names
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from shopbell.core.reader import locale
from shopbell.tickets.ticket import TicketQuerySet

from .business_hours import BusinessHours
from .hours_advice import (
    LEAST_SHARE,
    Advice,
    Block,
    Demand,
    Kind,
    advise,
    covered,
    same_day,
    with_all,
    worth_opening,
)
from .hours_counted import counted_at
from .hours_demand import demand_among, demand_of, in_store
from .hours_text import DAY_MINUTES, Spans, write_spans
from .hours_words import clock, heading, heard, lacking, reasons, share, when_of
from .week_hours import DAY, HOUR, openness

LEVELS = 5  # shades of a picture


@dataclass(frozen=True)
class Cell:
    hour: int
    count: int
    share: str
    level: int  # of LEVELS; 0: nothing
    is_open: bool


@dataclass(frozen=True)
class DayRow:
    name: str
    short: str
    day: int
    cells: list[Cell]
    bars: list[tuple[float, float]]  # open from and for how long, in hours
    hours: str


@dataclass(frozen=True)
class Map:
    """A week of one kind of demand."""

    days: list[DayRow]
    total: int
    weeks: int


@dataclass(frozen=True)
class Line:
    """One advice as it is read. `to_form` fills in the form with it, `block` says which tickets are behind it."""

    advice: Advice
    heading: str
    sentences: list[str]
    covered: str
    to_form: str
    block: Block


@dataclass(frozen=True)
class Picture:
    kept: BusinessHours
    asked: Map
    store: Map | None  # none: nothing is known, or who looks may not see it
    lines: list[Line]
    unasked: list[tuple[str, str]]  # when many are in the store while nobody can be asked, and how many
    lacking: list[str]
    covered: str
    heard: str
    all_to_form: str
    clocks: list[str]
    counted_at: datetime | None


def picture_of(
    kept: BusinessHours,
    team_ids: Collection[int] | None,
    now: datetime,
    *,
    is_whole: bool = True,
    tickets: TicketQuerySet | None = None,
) -> Picture:
    """Of those teams, or of all, or else of `tickets` alone. `is_whole`: who looks may see the whole shop, and so also
    who was in the store."""
    week = kept.rules["week"]
    demand = demand_of(kept, team_ids, now) if tickets is None else demand_among(kept, tickets, now)
    store = in_store(kept, now) if is_whole and tickets is None else None
    found = advise(demand, week)
    return Picture(
        kept,
        _map(demand, week),
        _map(store, week) if store and store.total else None,
        [_line(each, demand, kept) for each in found],
        _unasked(store, week, found) if store else [],
        lacking(demand),
        share(covered(demand, week)),
        heard(same_day(demand, week)),
        _to_form(kept, with_all(found, week)) if len(found) > 1 else "",
        [clock(hour) for hour in range(DAY)],
        counted_at(kept),
    )


def face_below(kept: BusinessHours, now: datetime) -> SafeString:
    """For the page on which these hours are changed."""
    shown = {"picture": picture_of(kept, None, now), "may_use": True, "behind": ""}
    return mark_safe(render_to_string("promises/hours_advice.html", shown))  # noqa: S308 (our own template, which escapes)


def _map(demand: Demand, week: Sequence[Spans]) -> Map:
    names, short = (get_day_names(width, locale=locale()) for width in ("wide", "abbreviated"))
    usual, shares = demand.usual(), demand.shares()
    most, state, bars = max(usual), openness(week), _bars(week)
    days = [
        DayRow(
            names[day],
            short[day],
            day,
            [
                Cell(
                    hour - day * DAY, demand.asked[hour], share(shares[hour]),
                    -int(-LEVELS * usual[hour] // most) if most else 0, state[hour] > 0,
                )
                for hour in range(day * DAY, (day + 1) * DAY)
            ],
            bars[day],
            write_spans(week[day], locale()),
        )
        for day in range(7)
    ]  # fmt: skip
    return Map(days, demand.total, demand.weeks)


def _bars(week: Sequence[Spans]) -> list[list[tuple[float, float]]]:
    """What is open on each day, in hours; what goes on past midnight stands on the next one."""
    found: list[list[tuple[float, float]]] = [[] for _day in range(7)]
    for day, spans in enumerate(week):
        for start, end in spans:
            found[day].append((start / HOUR, (min(end, DAY_MINUTES) - start) / HOUR))
            if end > DAY_MINUTES:
                found[(day + 1) % 7].append((0, (end - DAY_MINUTES) / HOUR))
    return found


def _line(advice: Advice, demand: Demand, kept: BusinessHours) -> Line:
    words = heading(advice), reasons(advice, demand), share(advice.covered)
    return Line(advice, *words, to_form=_to_form(kept, advice.week), block=advice.block)


def _to_form(kept: BusinessHours, week: Sequence[Spans]) -> str:
    days = {f"day_{day}": write_spans(spans, locale()) for day, spans in enumerate(week)}
    return f"{reverse('settings-hours-edit', args=[kept.pk])}?{urlencode(days)}"


def _unasked(store: Demand, week: Sequence[Spans], found: Sequence[Advice]) -> list[tuple[str, str]]:
    """Hours for which the questions advise nothing, since nobody is there to be asked."""
    if not store.is_enough or any(each.kind == Kind.ALWAYS for each in found):
        return []
    blocks, shares = worth_opening(store, with_all(found, week)), store.shares()
    parts = [(block, sum(shares[hour] for hour in block.hours)) for block in blocks]
    return [(when_of(block), share(part)) for block, part in parts if part >= LEAST_SHARE]
