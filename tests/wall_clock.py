"""A clock on the wall that a test sets: whatever asks `timezone.now` reads it, defaults of columns included."""

import datetime as real

import pytest
from django.utils import timezone

START = real.datetime(2026, 5, 4, 9, tzinfo=real.UTC)  # a Monday


class WallClock:
    def __init__(self) -> None:
        self.now = START

    def tick(self, **time: float) -> real.datetime:
        """Let time pass; returns when it is by then."""
        self.now += real.timedelta(**time)
        return self.now


def hang(clock: WallClock) -> pytest.MonkeyPatch:
    """Put `clock` on the wall until the returned patch is undone."""

    class Datetime(real.datetime):
        @classmethod
        def now(cls, tz=None):
            return clock.now.astimezone(tz)

    patch = pytest.MonkeyPatch()
    patch.setattr(timezone, "datetime", Datetime)
    return patch
