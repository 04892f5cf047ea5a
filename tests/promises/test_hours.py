"""Hours beside a reference that looks at the clock on the wall, minute by minute or second by second."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.promises.hours import DAY, Break, ChangedHours, Hours, NeverOpen, Season, Span

ZONES = [
    "UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/Los_Angeles",
    "America/St_Johns", "America/Sao_Paulo", "America/Santiago", "America/Havana", "Africa/Cairo", "Africa/Casablanca",
    "Asia/Beirut", "Asia/Gaza", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Australia/Adelaide",
    "Pacific/Auckland", "Pacific/Chatham",
]  # fmt: skip
YEARS = range(2022, 2027)
MINUTE = timedelta(minutes=1)


def span(start: str, end: str) -> Span:
    """Of "9:00" and "26:30": the latter is half past two in the night that follows."""
    return Span(
        *(int(hour) * 3600 + int(minute) * 60 for hour, minute in (each.split(":") for each in (start, end)))
    )


def week(*spans: Span, closed: tuple[int, ...] = ()) -> tuple[tuple[Span, ...], ...]:
    return tuple(() if day in closed else spans for day in range(7))


OFFICE = week(span("9:00", "12:30"), span("13:00", "18:00"), closed=(5, 6))
NIGHT = week(span("0:30", "2:30"), span("22:00", "27:00"))


def is_open_by_the_wall(hours: Hours, moment: datetime) -> bool:
    """Independent of how the module reckons: one look at the clock of the zone."""
    if any(closure.start <= moment < closure.end for closure in hours.closures):
        return False
    if any(opening.start <= moment < opening.end for opening in hours.openings):
        return True
    wall = moment.astimezone(ZoneInfo(hours.zone))
    seconds = wall.hour * 3600 + wall.minute * 60 + wall.second
    for day, since_midnight in ((wall.date(), seconds), (wall.date() - timedelta(days=1), seconds + DAY)):
        if day in hours.holidays:
            continue
        weekly = hours.week
        for season in hours.seasons:
            today, first, last = (day.month, day.day), season.first, season.last
            inside = first <= today <= last if first <= last else (today >= first or today <= last)
            if inside:
                weekly = season.week
                break
        if any(each.start <= since_midnight < each.end for each in weekly[day.weekday()]):
            return True
    return False


def walked(hours: Hours, start: datetime, end: datetime, step: timedelta) -> timedelta:
    """Open time by looking once in each step; exact when hours and clock changes lie on whole steps."""
    total, moment = timedelta(), start
    while moment < end:
        total += step if is_open_by_the_wall(hours, moment) else timedelta()
        moment += step
    return total


def changes_of(zone: str) -> list[datetime]:
    """The hours in which a zone changes its clocks, by looking at the zone itself hour by hour."""
    tz, hour = ZoneInfo(zone), timedelta(hours=1)
    moment, end = datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[-1] + 1, 1, 1, tzinfo=UTC)
    found, before = [], moment.astimezone(tz).utcoffset()
    while (moment := moment + hour) < end:
        after = moment.astimezone(tz).utcoffset()
        if after != before:
            found.append(moment)
        before = after
    return found


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("weekly", [OFFICE, NIGHT], ids=["office", "night"])
def test_every_change_of_clocks_is_reckoned_as_the_wall_shows_it(zone, weekly):
    hours = Hours(zone, weekly)
    for change in changes_of(zone):
        start, end = change - timedelta(hours=20), change + timedelta(hours=20)
        assert hours.within(start, end) == walked(hours, start, end, MINUTE * 5)


def test_clocks_change_as_often_as_they_do():
    """The vectors above hold something: twice a year where summer time is kept, or paused for Ramadan."""
    assert len(changes_of("Europe/Berlin")) == 2 * len(YEARS)
    assert len(changes_of("Africa/Casablanca")) == 2 * len(YEARS)
    assert changes_of("Asia/Kolkata") == []


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)


@st.composite
def spans(draw) -> Span:
    start = draw(st.integers(0, DAY - 1))
    return Span(start, start + draw(st.integers(1, DAY)))


WEEKS = st.lists(st.lists(spans(), max_size=3).map(tuple), min_size=7, max_size=7).map(tuple)
DATES = st.dates(date(2024, 1, 1), date(2027, 12, 31))
CALENDAR_DAYS = DATES.map(lambda day: (day.month, day.day))
BREAKS = st.builds(
    lambda start, seconds: Break(start, start + timedelta(seconds=seconds)), MOMENTS, st.integers(1, 3 * DAY)
)
HOURS = st.builds(
    Hours,
    st.sampled_from(ZONES),
    WEEKS,
    st.lists(st.builds(Season, CALENDAR_DAYS, CALENDAR_DAYS, WEEKS), max_size=2).map(tuple),
    st.frozensets(DATES, max_size=3),
    st.lists(BREAKS, max_size=2).map(tuple),
    st.lists(BREAKS, max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(HOURS, MOMENTS, st.integers(1, 600))
def test_any_rules_are_reckoned_as_the_wall_shows_them_to_the_second(hours, start, seconds):
    end = start + timedelta(seconds=seconds)

    assert hours.within(start, end) == walked(hours, start, end, timedelta(seconds=1))
    assert hours.is_open(start) == is_open_by_the_wall(hours, start)


@settings(max_examples=60, deadline=None)
@given(HOURS, st.data())
def test_the_edges_of_what_is_open_are_where_the_wall_says(hours, data):
    """Every edge within a few days: open on the one side, closed on the other."""
    near = [each.start for each in (*hours.openings, *hours.closures)] or [data.draw(MOMENTS)]
    start = data.draw(st.sampled_from(near)) - timedelta(days=2)
    second = timedelta(seconds=1)
    for since, until in hours.open_between(start, start + timedelta(days=6)):
        assert is_open_by_the_wall(hours, since)
        assert is_open_by_the_wall(hours, until - second)
        assert since == start or not is_open_by_the_wall(hours, since - second)
        assert until == start + timedelta(days=6) or not is_open_by_the_wall(hours, until)


@settings(max_examples=100, deadline=None)
@given(HOURS, MOMENTS, st.integers(1, 30 * DAY))
def test_after_is_the_first_moment_by_which_the_time_has_passed(hours, start, seconds):
    time = timedelta(seconds=seconds)
    try:
        end = hours.after(start, time)
    except NeverOpen:
        assert hours.within(start, start + timedelta(days=366)) < time
        return
    assert hours.within(start, end) == time
    assert hours.within(start, end - timedelta(seconds=1)) == time - timedelta(seconds=1)


@settings(max_examples=60, deadline=None)
@given(HOURS, MOMENTS, st.integers(0, 9 * DAY), st.integers(0, 9 * DAY))
def test_open_time_adds_up(hours, start, first, second):
    middle, end = start + timedelta(seconds=first), start + timedelta(seconds=first + second)

    assert hours.within(start, end) == hours.within(start, middle) + hours.within(middle, end)


@settings(max_examples=60, deadline=None)
@given(HOURS, MOMENTS)
def test_what_is_shown_as_the_next_opening_and_closing_is_true(hours, at):
    closes = hours.next_closed(at)
    assert closes is None or not hours.is_open(closes)
    assert closes is None or hours.within(at, closes) == closes - at
    try:
        opens = hours.next_open(at)
    except NeverOpen:
        return
    assert hours.is_open(opens)
    assert hours.within(at, opens) == timedelta()


def test_hours_past_midnight_belong_to_the_day_on_which_they_began():
    friday = date(2026, 5, 1)
    hours = Hours("Europe/Berlin", week(span("18:00", "26:00")), holidays=frozenset({friday}))
    berlin = ZoneInfo("Europe/Berlin")

    assert hours.is_open(datetime(2026, 5, 1, 1, 30, tzinfo=berlin))  # what Thursday began
    assert not hours.is_open(datetime(2026, 5, 1, 19, 0, tzinfo=berlin))
    assert not hours.is_open(datetime(2026, 5, 2, 1, 30, tzinfo=berlin))
    assert hours.is_open(datetime(2026, 5, 2, 18, 0, tzinfo=berlin))


def test_a_season_goes_over_new_year_and_an_opening_over_a_holiday():
    winter = Season((12, 20), (1, 6), week(span("10:00", "14:00")))
    opening = Break(datetime(2026, 12, 25, 9, tzinfo=UTC), datetime(2026, 12, 25, 10, tzinfo=UTC))
    closure = Break(datetime(2026, 12, 28, 12, tzinfo=UTC), datetime(2026, 12, 28, 13, tzinfo=UTC))
    hours = Hours("UTC", OFFICE, (winter,), frozenset({date(2026, 12, 25)}), (opening,), (closure,))

    def open_on(day: int, month: int = 12, year: int = 2026) -> timedelta:
        start = datetime(year, month, day, tzinfo=UTC)
        return hours.within(start, start + timedelta(days=1))

    assert open_on(18) == timedelta(hours=8.5)
    assert open_on(21) == timedelta(hours=4)
    assert open_on(25) == timedelta(hours=1)
    assert open_on(28) == timedelta(hours=3)
    assert open_on(6, 1, 2027) == timedelta(hours=4)
    assert open_on(7, 1, 2027) == timedelta(hours=8.5)


def test_hours_round_the_clock_never_close_and_no_hours_never_open():
    always, never = Hours("Asia/Kathmandu", week(Span(0, DAY))), Hours("UTC", week())
    at = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)

    assert always.next_closed(at) is None
    assert always.after(at, timedelta(days=900)) == at + timedelta(days=900)
    assert never.next_closed(at) == at
    with pytest.raises(NeverOpen):
        never.next_open(at)
    with pytest.raises(NeverOpen):
        never.after(at, timedelta(seconds=1))
    assert never.after(at, timedelta()) == at


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(MOMENTS, HOURS), min_size=1, max_size=4), MOMENTS, st.integers(0, 9 * DAY))
def test_changed_hours_count_from_the_moment_of_their_change(versions, start, seconds):
    versions = sorted(versions, key=lambda version: version[0])
    changed, end = ChangedHours(tuple(versions)), start + timedelta(seconds=seconds)
    borders = [start, *(min(max(begins, start), end) for begins, _ in versions[1:]), end]

    parts = [
        hours.within(since, until)
        for (_, hours), since, until in zip(versions, borders[:-1], borders[1:], strict=True)
    ]
    assert changed.within(start, end) == sum(parts, timedelta())


def test_a_closure_in_the_hour_that_clocks_leave_out_takes_nothing_away():
    berlin = ZoneInfo("Europe/Berlin")
    gap = Break(datetime(2026, 3, 29, 2, 30, tzinfo=berlin), datetime(2026, 3, 29, 3, tzinfo=berlin))
    hours = Hours("Europe/Berlin", week(Span(0, DAY)), closures=(gap,))
    midnight = datetime(2026, 3, 29, tzinfo=UTC)

    assert hours.within(midnight, midnight + timedelta(hours=4)) == timedelta(hours=4)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (DAY, DAY + 5), (5, 5), (5, 4), (5, DAY + 6)])
def test_a_span_is_a_stretch_of_a_day(start, end):
    with pytest.raises(ValueError, match="not a stretch of a day"):
        Span(start, end)
