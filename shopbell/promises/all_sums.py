"""All that reports keep by day, for the job that sums it up, the doctor that compares it and the repair."""

from datetime import date, datetime

from .contact_sums import CONTACTS
from .day_sums import PROMISES

SUMS = (PROMISES, CONTACTS)


def sum_up(now: datetime) -> int:
    """Sum up every day that was touched; returns how many."""
    return sum(each.sum_up(now) for each in SUMS)


def forget_sums() -> int:
    return sum(each.forget() for each in SUMS)


def count_summed() -> int:
    return sum(each.count() for each in SUMS)


def differing_days() -> list[date]:
    """The days of which any sum is not what a count says."""
    return sorted({day for each in SUMS for day in each.differing_days()})
