"""Quiet hours in an agent's own zone, as examples and as laws."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shopbell.notifications.quiet_hours import EVERY_DAY, QuietHours, zone_of

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(time(19), time(8), frozenset(range(5)), BERLIN)
ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"]

moments = some.datetimes(
    min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1), timezones=some.just(UTC)
)
clocks = some.builds(time, some.integers(0, 23), some.sampled_from([0, 15, 30, 59]))
working_days = some.frozensets(some.integers(0, 6), min_size=1)


def hours_in(zones):
    return some.builds(
        QuietHours, clocks, clocks, working_days, some.sampled_from([ZoneInfo(z) for z in zones])
    )


def berlin(*args) -> datetime:
    return datetime(*args, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (berlin(2026, 11, 25, 18, 59), None),  # a Wednesday
        (berlin(2026, 11, 25, 19, 0), berlin(2026, 11, 26, 8)),
        (berlin(2026, 11, 26, 7, 59), berlin(2026, 11, 26, 8)),
        (berlin(2026, 11, 26, 8, 0), None),
        (berlin(2026, 11, 27, 20, 0), berlin(2026, 11, 30, 8)),  # Friday evening: until Monday
        (berlin(2026, 11, 28, 12, 0), berlin(2026, 11, 30, 8)),
        (datetime(2026, 11, 25, 18, 30, tzinfo=UTC), berlin(2026, 11, 26, 8)),  # half past seven in Berlin
    ],
)
def test_nights_and_days_off_are_quiet(now, until):
    assert NIGHT.until(now) == until


def test_a_rest_at_noon_ends_the_same_day():
    rest = QuietHours(time(12), time(13), EVERY_DAY, BERLIN)

    assert rest.until(berlin(2026, 11, 25, 12, 30)) == berlin(2026, 11, 25, 13)
    assert rest.until(berlin(2026, 11, 25, 13)) is None


def test_without_hours_only_days_off_are_quiet():
    days = QuietHours(time(8), time(8), frozenset({0}), BERLIN)

    assert days.until(berlin(2026, 11, 23, 8)) is None
    assert days.until(berlin(2026, 11, 24, 8)) == berlin(2026, 11, 30)


def test_the_night_in_which_the_clock_jumps_ends_when_the_clock_says_so():
    spring = QuietHours(time(22), time(2, 30), EVERY_DAY, BERLIN)  # 2.30 does not exist on that morning

    assert spring.until(berlin(2026, 3, 29, 1)).astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_unknown_zone_is_utc():
    assert zone_of("Mars/Olympus").key == zone_of("../etc/passwd").key == "UTC"


@given(hours_in(ZONES), moments)
def test_an_end_is_told_exactly_when_it_is_quiet_and_it_is_loud_then(hours, now):
    until = hours.until(now)

    assert (until is not None) == hours.is_quiet(now)
    assert until is None or (until > now and not hours.is_quiet(until))
    assert until is None or until - now <= timedelta(days=8)


@given(hours_in(["UTC"]), moments, some.floats(0, 1))
def test_it_is_quiet_all_the_while_until_then(hours, now, share):
    until = hours.until(now)

    assert until is None or hours.is_quiet(now + (until - now) * min(share, 0.999))
