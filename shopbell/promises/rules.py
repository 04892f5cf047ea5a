"""What one version of business hours says, as it is kept: JSON of minutes, days and moments by the shop's own clock.

{"zone": "Europe/Berlin", "week": [[[540, 1080]], …], "seasons": [{"name", "first": "12-01", "last": "12-23", "week"}],
 "country": "DE", "region": "BY", "worked": ["Epiphany"], "days": [{"day": "2026-12-24" or "12-24", "name"}],
 "closures": [{"start": "2026-08-01T12:00", "end": …, "name"}], "openings": […], "holidays": {"2026-12-25": "…"}}

The last, `holidays`, is written out with each version, so that what was promised by it can be reckoned again whatever
a later version of the package knows of them.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from .holiday import holidays_of
from .hours import Break, Hours, Season, Span, Week
from .hours_text import Spans

YEARS_AHEAD = 10
MINUTE = 60
LEAP_DAY = date(2024, 1, 1)  # of a year that has every day
LATER = 2028  # and another

Rules = dict[str, Any]


def empty_rules() -> Rules:
    """Nine to five from Monday to Friday, to begin with."""
    week: list[Spans] = [*([[540, 1020]] for _day in range(5)), [], []]
    return {
        "zone": "UTC",
        "week": week,
        "seasons": [],
        "country": "",
        "region": "",
        "worked": [],
        "days": [],
        "closures": [],
        "openings": [],
    }


def with_holidays(rules: Rules, since: date) -> Rules:
    """`rules` with the days that are holidays by them: the country's that are not worked, and the shop's own."""
    found: dict[str, str] = {}
    for year in range(since.year - 1, since.year + YEARS_AHEAD + 1):
        of_country = holidays_of(rules["country"], rules["region"], year)
        found |= {day.isoformat(): name for day, name in of_country.items() if name not in rules["worked"]}
        for own in rules["days"]:
            day = own["day"] if len(own["day"]) == len("2026-12-24") else _in_year(own["day"], year)
            if day and day[:4] == str(year):
                found[day] = own["name"]
    return {**rules, "holidays": dict(sorted(found.items()))}


def _in_year(day: str, year: int) -> str | None:
    try:
        return date.fromisoformat(f"{year}-{day}").isoformat()
    except ValueError:  # the 29th of February
        return None


def overlap_of(seasons: Sequence[Rules]) -> tuple[str, str, date] | None:
    """The first two seasons that hold on one day, by name or by their days, with that day; the year means nothing."""
    days = [LEAP_DAY + timedelta(days=step) for step in range(366)]
    kept = [(each, Season(_day(each["first"]), _day(each["last"]), ())) for each in seasons]
    for (one, first), (other, second) in combinations(kept, 2):
        both = next((day for day in days if first.holds(day) and second.holds(day)), None)
        if both:
            return season_name(one), season_name(other), both
    return None


def season_name(season: Rules) -> str:
    """What it is called, or its days."""
    return season["name"] or f"{season['first']} – {season['last']}"


def season_days(season: Rules) -> tuple[date, date]:
    """Its first and last day, in a year that has every day; over New Year the last is one of a later year."""
    first, last = (
        LEAP_DAY.replace(month=month, day=day) for month, day in map(_day, (season["first"], season["last"]))
    )
    return first, last if last >= first else last.replace(year=LATER)


def season_of(rules: Rules, day: date) -> Rules | None:
    """The season whose hours hold on `day` instead of the week's."""
    kept = (
        each for each in rules["seasons"] if Season(_day(each["first"]), _day(each["last"]), ()).holds(day)
    )
    return next(kept, None)


def hours_by(rules: Rules) -> Hours:
    zone = ZoneInfo(rules["zone"])
    return Hours(
        rules["zone"],
        _week(rules["week"]),
        tuple(
            Season(_day(each["first"]), _day(each["last"]), _week(each["week"])) for each in rules["seasons"]
        ),
        frozenset(map(date.fromisoformat, rules["holidays"])),
        tuple(_break(each, zone) for each in rules["openings"]),
        tuple(_break(each, zone) for each in rules["closures"]),
    )


def _week(week: list[Spans]) -> Week:
    return tuple(tuple(Span(start * MINUTE, end * MINUTE) for start, end in spans) for spans in week)


def _day(day: str) -> tuple[int, int]:
    month, number = day.split("-")
    return int(month), int(number)


def _break(said: dict[str, str], zone: ZoneInfo) -> Break:
    start, end = (datetime.fromisoformat(said[each]).replace(tzinfo=zone) for each in ("start", "end"))
    return Break(start, end)
