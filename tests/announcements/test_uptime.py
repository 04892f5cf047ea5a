"""The last ninety days of a part, folded from its incidents."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.announcements.incident import Kind
from shopbell.announcements.uptime import Span, days_of, uptime

pytestmark = pytest.mark.requirement("R136")
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=3)
BERLIN = ZoneInfo("Europe/Berlin")


def hours_before(start, end, kind=Kind.OUTAGE):
    return Span(kind, NOW - timedelta(hours=start), None if end is None else NOW - timedelta(hours=end))


spans = st.lists(
    st.builds(
        lambda start, length, kind, goes_on: hours_before(start, None if goes_on else start - length, kind),
        st.integers(0, 100), st.integers(0, 50), st.sampled_from(list(Kind)), st.booleans(),
    ),
    max_size=6,
)  # fmt: skip


@given(spans)
def test_it_counts_each_hour_once_however_many_incidents_cover_it(found):
    hours = [SINCE + timedelta(hours=each) for each in range(72)]
    down = sum(
        any(s.kind == Kind.OUTAGE and s.start <= hour and (s.end is None or s.end > hour) for s in found)
        for hour in hours
    )

    assert uptime(found, SINCE, NOW) == pytest.approx(1 - down / 72)


@given(spans)
def test_no_day_has_more_trouble_than_hours_and_one_without_has_no_colour(found):
    days = days_of(found, NOW, BERLIN, days=6)

    assert len(days) == 6
    assert all(0 <= day.seconds <= 86_400 for day in days)
    assert all(day.seconds == 0 for day in days if day.kind is None)


def test_the_gravest_kind_colours_a_day_of_the_shop():
    late = hours_before(36, 11, Kind.DELAY)  # from the 26th 01:00 to the 27th 02:00, Berlin
    down = hours_before(24, 23)

    before, yesterday, today = days_of([late, down], NOW, BERLIN, days=3)

    assert (before.kind, yesterday.kind, today.kind) == (None, Kind.OUTAGE, Kind.DELAY)
    assert (yesterday.seconds, today.seconds) == (23 * 3600, 2 * 3600)


def test_a_day_on_which_the_clocks_are_changed_is_as_long_as_it_is():
    whole = Span(Kind.DELAY, datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 10, 30, tzinfo=UTC))

    day = days_of([whole], datetime(2026, 10, 26, 12, tzinfo=UTC), BERLIN, days=2)[0]

    assert (day.date.isoformat(), day.seconds) == ("2026-10-25", 25 * 3600)


def test_only_an_outage_takes_a_part_away():
    assert uptime([hours_before(48, None, kind) for kind in Kind if kind != Kind.OUTAGE], SINCE, NOW) == 1
    assert uptime([hours_before(72, None)], SINCE, NOW) == 0
