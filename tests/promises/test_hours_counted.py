"""Days of what was asked are counted once and kept; the last week, and hours that changed, are counted again."""

from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts.team import Team
from shopbell.promises.again import COUNT_AGAIN
from shopbell.promises.hours_counted import CountedDay, count_hours
from shopbell.promises.hours_demand import demand_of
from shopbell.promises.week_hours import DAY
from tests.promises.asked_hours import AN_HOUR, NOW, TUESDAY_LATE, ask, counted, keep

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R115")]


def days_counted(now: datetime) -> set:
    return set(CountedDay.objects.filter(counted_at=now).values_list("date", flat=True))


def test_the_last_week_is_counted_each_time_and_older_days_once_a_day(mina):
    care = keep(is_default=True)
    assert count_hours(NOW) == 56 == CountedDay.objects.count()
    ask(mina, TUESDAY_LATE)
    ask(mina, NOW - timedelta(days=30))

    assert count_hours(NOW + AN_HOUR) == 8
    assert min(days_counted(NOW + AN_HOUR)) == NOW.date() - timedelta(days=8)
    assert demand_of(care, None, NOW + AN_HOUR).total == 1
    assert count_hours(NOW + timedelta(days=1)) == 56
    assert demand_of(care, None, NOW + timedelta(days=1)).total == 2


def test_counting_twice_changes_nothing(mina, returns):
    care = keep(is_default=True)
    ask(mina, TUESDAY_LATE, team=returns, first_replied_at=NOW)
    first = counted(care)

    again = counted(care)
    assert (again.asked, again.passes, dict(again.waits)) == (first.asked, first.passes, dict(first.waits))


def test_a_day_that_is_not_counted_yet_did_not_come_by(mina):
    care = keep(is_default=True)
    ask(mina, NOW - timedelta(weeks=8) + AN_HOUR)
    count_hours(NOW)
    CountedDay.objects.filter(date=TUESDAY_LATE.date()).delete()

    demand = demand_of(care, None, NOW)
    assert demand.passes[DAY + 23] == demand.passes[2 * DAY + 23] - 1


def test_each_team_is_counted_by_itself_and_in_the_whole(mina, returns):
    care, other = keep(is_default=True), Team.objects.create(name="Advice")
    for team in (returns, returns, other, None):
        ask(mina, TUESDAY_LATE, team=team)

    assert counted(care).total == 4
    assert counted(care, {returns.pk}).total == 2 and counted(care, {returns.pk, other.pk}).total == 3
    assert counted(care, set()).total == 0


def test_hours_that_change_are_counted_again(mina):
    asked = ProcrastinateJob.objects.filter(task_name=COUNT_AGAIN)
    care = keep(is_default=True)

    assert asked.count() == 1
    care.delete()
    assert asked.count() == 2
