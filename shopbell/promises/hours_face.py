"""What is drawn beside the form of business hours: two weeks as bars, what shoppers read, a year's holidays."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from shopbell.core.reader import locale

from .holiday import holidays_of, regions
from .hours_form import HoursForm
from .hours_text import DAY_MINUTES, write_spans
from .opening import Clock, opening
from .rules import Rules, hours_by, season_name, season_of, with_holidays

WEEKS, YEAR = 2, 366


@dataclass(frozen=True)
class DayBar:
    day: date
    bars: list[tuple[float, float]]  # where each begins and how wide it is, in hundredths of the day
    hours: list[str]  # each stretch of them
    name: str  # of the holiday, or of the season whose hours these are


def hours_face(form: HoursForm) -> SafeString:
    rules = with_holidays({**form.instance.rules, "week": form.week()}, timezone.now().date())
    hours, now = hours_by(rules), timezone.now()
    zone = ZoneInfo(rules["zone"])
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=each) for each in range(7 * WEEKS)]
    # days that are over are drawn by what held then, and not at all where nothing did
    past = form.instance.hours if form.instance.pk else hours
    drawn = days if form.instance.pk else [day for day in days if day >= today]
    until = today + timedelta(days=YEAR)
    worked = set(rules["worked"])
    of_country = {
        day: name
        for year in (today.year, until.year)
        for day, name in holidays_of(rules["country"], rules["region"], year).items()
    }
    own = {date.fromisoformat(day): name for day, name in rules["holidays"].items()}
    shown = {
        "weeks": [
            [
                _bar(hours, day, zone, own.get(day) or _season(rules, day))
                if day >= today
                else _bar(past, day, zone, own.get(day, ""))
                for day in week
                if day in drawn
            ]
            for week in (days[:7], days[7:])
        ],
        "today": today,
        "now": opening(hours, now, Clock(rules["zone"])),
        "holidays": [
            (day, name, name in worked and day not in own)
            for day, name in sorted((of_country | own).items())
            if today <= day <= until
        ],
        "advice": f"hours-advice-{form.instance.pk}" if form.instance.pk else "",
        "regions": regions(rules["country"]),
    }
    return mark_safe(render_to_string("promises/hours_face.html", shown))  # noqa: S308 (our own template, which escapes)


def _season(rules: Rules, day: date) -> str:
    season = season_of(rules, day)
    return season_name(season) if season else ""


def _bar(hours, day: date, zone: ZoneInfo, name: str) -> DayBar:
    start = datetime.combine(day, datetime.min.time(), zone)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    pieces = list(hours.open_between(start, end))
    length = (end.timestamp() - start.timestamp()) / 100
    bars = [
        ((since.timestamp() - start.timestamp()) / length, (until - since).total_seconds() / length)
        for since, until in pieces
    ]
    spans = [
        [_minutes(since, zone), DAY_MINUTES if until == end else _minutes(until, zone)]
        for since, until in pieces
    ]
    return DayBar(day, bars, [write_spans([each], locale()) for each in spans], name)


def _minutes(moment: datetime, zone: ZoneInfo) -> int:
    there = moment.astimezone(zone)
    return there.hour * 60 + there.minute
