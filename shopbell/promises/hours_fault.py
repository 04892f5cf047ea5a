"""What cannot be meant in the rules of business hours, as a sentence that says which: hours of two days that overlap,
days and stretches that are said twice, years far away, holidays that nobody knows, and hours that never open.

The form, the configuration file and what is put back from the history are all held against it (`BusinessHours.clean`).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations

from babel.dates import get_day_names
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.reader import locale

from .holiday import holidays_of
from .hours import NeverOpen
from .hours_text import DAY_MINUTES, Spans, write_spans
from .rules import YEARS_AHEAD, Rules, hours_by, with_holidays

Fault = tuple[str, str]  # the field of the form, and the sentence


def faults_of(rules: Rules) -> dict[str, str]:
    """The first fault of each field, empty for rules that can be meant; "" is of all of them together."""
    today = timezone.now().date()
    found = dict(reversed([*_faults(rules, today)]))
    if not found and _never_opens(rules):
        found[""] = _(
            "These hours never open within a year, so no promise by open hours would ever be due, and shoppers would"
            " be told that you are closed until further notice. Write when you open, or delete these hours instead."
        )
    return found


def _faults(rules: Rules, today: date) -> Iterator[Fault]:
    yield from _nights(rules["week"])
    for season in rules["seasons"]:
        yield from (("seasons", sentence) for _day, sentence in _nights(season["week"]))
    yield from (("worked", sentence) for sentence in _unknown_holidays(rules, today))
    yield from (("days", sentence) for sentence in _doubled(rules["days"]))
    yield from (("days", sentence) for sentence in _far(rules["days"], ["day"], today))
    for name in ("closures", "openings"):
        yield from ((name, sentence) for sentence in _far(rules[name], ["start", "end"], today))
        yield from ((name, sentence) for sentence in _overlapping(rules[name]))


def _nights(week: Sequence[Spans]) -> Iterator[Fault]:
    """Hours that go on past midnight into those of the next day."""
    names = get_day_names("wide", locale=locale())
    for day, spans in enumerate(week):
        after = (day + 1) % 7
        night, morning = spans[-1:], week[after][:1]
        if night and morning and night[0][1] - DAY_MINUTES > morning[0][0]:
            told = {
                "night": write_spans(night, locale()), "day": names[day],
                "morning": write_spans(morning, locale()), "next": names[after],
            }  # fmt: skip
            yield (
                f"day_{after}",
                _(
                    "%(night)s on %(day)s goes on past midnight and overlaps with %(morning)s on %(next)s. Let one end"
                    " before the other begins."
                )
                % told,
            )


def _unknown_holidays(rules: Rules, today: date) -> Iterator[str]:
    years = range(today.year - 1, today.year + YEARS_AHEAD + 1)
    known = {name for year in years for name in holidays_of(rules["country"], rules["region"], year).values()}
    for name in rules["worked"]:
        if name not in known:
            yield _(
                "“%(name)s” is no public holiday of the chosen country. Write one as the calendar shows it."
            ) % {"name": name[:60]}


def _doubled(days: Sequence[Rules]) -> Iterator[str]:
    said: set[str] = set()
    for each in days:
        if each["day"] in said:
            yield _("%(day)s stands there twice. Leave one of them out.") % {"day": each["day"]}
        said.add(each["day"])


def _far(rows: Sequence[Rules], keys: Sequence[str], today: date) -> Iterator[str]:
    """Days of years in which nobody plans; one of every year is in none. The end of a stretch is the midnight after."""
    first, last = today.year - YEARS_AHEAD, today.year + YEARS_AHEAD
    for row in rows:
        days = [row[key][: len("2026-12-24")] for key in keys if key != "end"]
        if "end" in keys:
            days.append((datetime.fromisoformat(row["end"]) - timedelta(minutes=1)).date().isoformat())
        for day in days:
            if len(day) == len("2026-12-24") and not first <= int(day[:4]) <= last:
                yield _("%(day)s is too far away. Write a day from %(first)s to %(last)s.") % {
                    "day": day, "first": first, "last": last,
                }  # fmt: skip


def _overlapping(stretches: Sequence[Rules]) -> Iterator[str]:
    for one, other in combinations(stretches, 2):
        if one["start"] < other["end"] and other["start"] < one["end"]:
            told = {"one": _called(one), "other": _called(other)}
            yield _("“%(one)s” and “%(other)s” overlap. Make one of them, or leave one out.") % told


def _called(stretch: Rules) -> str:
    return f"{stretch['start'].replace('T', ' ')} {stretch['name']}".strip()


def _never_opens(rules: Rules) -> bool:
    now = timezone.now()
    try:
        hours_by(with_holidays(rules, now.date())).next_open(now)
    except NeverOpen:
        return True
    return False
