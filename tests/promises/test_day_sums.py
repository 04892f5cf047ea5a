"""What is told from sums that are kept is what a count of all outcomes tells, whatever happened to them."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shopbell.accounts.team import Team
from shopbell.core.errors import Refused
from shopbell.promises import summing
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.day_sums import PROMISES
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.kept import Tally, outcomes_for, record_for, record_of
from shopbell.promises.models import DaySum, GoalOutcome, SummedDay, TouchedDay
from shopbell.promises.rules import empty_rules
from shopbell.tickets.deletion import delete_ticket, erase_ticket, restore_ticket
from shopbell.tickets.ticket import Ticket
from tests.promises.test_clocks_in_any_order import ACTS, Desk, Undone
from tests.promises.test_kept import ended
from tests.two_connections import held_up_by_us
from tests.wall_clock import START

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)  # a Thursday
DAY = timedelta(days=1)
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"]


class LongDesk(Desk):
    """The same over weeks, with sums kept of the days that are past; some tickets are erased, a team is given up."""

    def days_pass(self, ticket, place) -> None:
        self.wall.tick(days=1 + place)

    def days_are_summed_up(self, ticket, place) -> None:
        PROMISES.sum_up(self.wall.now)

    def erased(self, ticket, place) -> None:
        if len(self.tickets) > 1:
            with suppress(Refused):
                delete_ticket(ticket, by=self.agent)
            self.tickets = [each for each in self.tickets if each.pk != ticket.pk]
            erase_ticket(ticket)

    def team_changes(self, ticket, place) -> None:
        team, _new = Team.objects.get_or_create(name=f"Team {place % 2}")
        GoalOutcome.objects.filter(ticket=ticket).update(team=team)

    def team_is_given_up(self, ticket, place) -> None:
        Team.objects.filter(name=f"Team {place % 2}").delete()

    def check_sums(self) -> None:
        for zone in ZONES[:2]:
            with timezone.override(zone):
                self._check_sums(self.wall.now)
        assert PROMISES.differing_days() == []

    def _check_sums(self, now: datetime) -> None:
        for teams in (None, list(Team.objects.values_list("pk", flat=True))):
            counted = record_of(outcomes_for(self.agent, teams), 4, now)
            assert record_for(self.agent, teams, 4, now) == counted


MORE = [name for name in vars(LongDesk) if not name.startswith(("_", "check"))]


@pytest.mark.requirement("R108")
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(ACTS + MORE * 3), st.integers(0, 7)), min_size=6, max_size=16))
@example(
    [
        ("goals_are_chosen", 0),
        ("time_passes", 2),
        ("agent_answers", 0),
        ("watch_is_kept", 0),
        ("days_pass", 3),
    ]
    + [("days_are_summed_up", 0), ("answer_is_taken_back", 0), ("customer_writes", 1), ("merged", 0)]
    + [("days_pass", 3), ("days_are_summed_up", 0), ("erased", 0)]
)
@example(
    [("goals_are_chosen", 0), ("time_passes", 3), ("watch_is_kept", 0), ("team_changes", 0), ("days_pass", 3)]
    + [("days_are_summed_up", 0), ("team_is_given_up", 0), ("days_are_summed_up", 0), ("deleted_or_not", 0)]
    + [("days_are_summed_up", 0), ("deleted_or_not", 0), ("goals_change", 1), ("an_old_answer_is_sent", 7)]
)
def test_sums_say_what_a_count_says_whatever_happens(mina, root, wall, monkeypatch, acts):
    monkeypatch.setattr(summing, "KEPT", timedelta(weeks=5))  # more than the story asks for
    with pytest.raises(Undone), transaction.atomic():
        wall.now = START
        GoalPolicy.objects.all().delete()
        for place, name in enumerate(("Urgent", "Rest")):
            GoalPolicy.objects.create(
                name=name,
                position=place,
                first_reply_seconds=900,
                next_reply_seconds=600,
                solve_seconds=20_000,
            )
        BusinessHours.objects.create(name="Care", is_default=True, rules=empty_rules())
        desk = LongDesk(mina, root, wall)
        for act, place in acts:
            desk.do(act, place)
            desk.check_sums()
            wall.tick(seconds=1)
        raise Undone


@pytest.fixture
def outcomes(late_parcel, wrong_size):
    """An outcome for each five hours of five weeks."""
    GoalOutcome.objects.all().delete()
    for number in range(168):
        ticket = (late_parcel, wrong_size)[number % 2]
        ended(ticket, ("kept", "broken", "void")[number % 3], NOW - timedelta(hours=5 * number))


@pytest.mark.parametrize("zone", ZONES)
def test_weeks_begin_at_midnight_of_the_reader_whatever_the_days_of_the_sums(outcomes, ada, zone):
    assert PROMISES.sum_up(NOW) > 30
    with timezone.override(ZoneInfo(zone)):
        counted = record_of(outcomes_for(ada, None), 4, NOW)

        assert record_for(ada, None, 4, NOW) == counted and counted.total.count > 70


def test_what_is_told_comes_from_the_sums(outcomes, ada):
    """A sum that is wrong is told as it stands, found by the doctor, and mended by counting all again."""
    PROMISES.sum_up(NOW)
    right = record_for(ada, None, 4, NOW)
    day = NOW.date() - 5 * DAY
    DaySum.objects.filter(date=day).update(kept=100)

    assert record_for(ada, None, 4, NOW).total.kept > 100
    assert PROMISES.differing_days() == [day]
    assert PROMISES.forget() > 30 and record_for(ada, None, 4, NOW) == right
    PROMISES.sum_up(NOW)
    assert PROMISES.differing_days() == [] and record_for(ada, None, 4, NOW) == right


def test_what_is_missing_from_the_sums_is_found_too(outcomes):
    PROMISES.sum_up(NOW)
    DaySum.objects.filter(date=NOW.date() - 7 * DAY).delete()

    assert PROMISES.differing_days() == [NOW.date() - 7 * DAY]


def test_only_what_was_touched_is_summed_up_again_and_what_is_old_is_forgotten(outcomes):
    days = PROMISES.sum_up(NOW)
    assert SummedDay.objects.count() == days and PROMISES.sum_up(NOW) == 0

    outcome = GoalOutcome.objects.filter(outcome="kept").order_by("started_at").first()
    GoalOutcome.objects.filter(pk=outcome.pk).update(ended_at=NOW)  # which no sum tells of
    assert PROMISES.sum_up(NOW) == 0
    GoalOutcome.objects.filter(pk=outcome.pk).update(outcome="broken")
    assert PROMISES.sum_up(NOW) == 1
    assert PROMISES.sum_up(NOW + 400 * DAY) == days
    assert SummedDay.objects.order_by("date").first().date > NOW.date() + 200 * DAY
    assert not TouchedDay.objects.exists()


def test_the_days_of_a_new_desk_are_summed_up_all_at_once(django_assert_max_num_queries, late_parcel):
    with django_assert_max_num_queries(12):
        assert PROMISES.sum_up(NOW) > 190

    assert PROMISES.sum_up(NOW) == 0
    ended(late_parcel, "kept", NOW - 100 * DAY)
    assert PROMISES.sum_up(NOW) == 1 and PROMISES.differing_days() == []


def test_a_ticket_that_is_deleted_or_restored_has_its_days_counted_again(outcomes, ada, late_parcel):
    PROMISES.sum_up(NOW)
    delete_ticket(late_parcel, by=ada)
    assert record_for(ada, None, 4, NOW) == record_of(outcomes_for(ada, None), 4, NOW)
    PROMISES.sum_up(NOW)
    restore_ticket(Ticket.objects.get(pk=late_parcel.pk), by=ada)
    assert record_for(ada, None, 4, NOW) == record_of(outcomes_for(ada, None), 4, NOW)


def test_who_may_not_open_every_ticket_is_told_of_those_that_they_may(outcomes, cy):
    PROMISES.sum_up(NOW)

    assert record_for(cy, None, 4, NOW).total == Tally()


def test_who_reads_what_their_teams_have_is_told_from_the_sums_of_these(outcomes, bo, advice, late_parcel):
    PROMISES.sum_up(NOW)
    counted = record_of(outcomes_for(bo, bo.team_ids), 4, NOW)
    assert record_for(bo, bo.team_ids, 4, NOW) == counted and counted.total.count > 70

    DaySum.objects.filter(date=NOW.date() - 5 * DAY).update(kept=100)
    assert record_for(bo, bo.team_ids, 4, NOW).total.kept > 100
    assert record_for(bo, [*bo.team_ids, advice.pk], 4, NOW) == counted  # not all theirs: one by one


def test_a_promise_counts_for_the_team_that_gave_it_wherever_the_ticket_went(outcomes, bo, cy, late_parcel):
    before = record_for(bo, bo.team_ids, 4, NOW)
    Ticket.objects.filter(pk=late_parcel.pk).update(team=cy.team_ids[0])

    assert record_for(bo, bo.team_ids, 4, NOW) == before
    assert outcomes_for(bo, bo.team_ids).filter(ticket=late_parcel).count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_a_day_is_summed_up_is_counted_once(outcomes, ada, late_parcel):
    day = NOW - 6 * DAY

    with held_up_by_us(PROMISES.sum_up, NOW) as others:
        PROMISES.sum_up(NOW)
        ended(late_parcel, "kept", day)
    assert not isinstance(others[0].outcome(), Exception)
    assert record_for(ada, None, 4, NOW) == record_of(outcomes_for(ada, None), 4, NOW)
    PROMISES.sum_up(NOW)
    assert PROMISES.differing_days() == []


def test_of_days_that_are_not_summed_up_only_the_newest_are_counted_for_a_page(outcomes, ada, monkeypatch):
    """The older ones come with the job; the file does not wait for it."""
    whole = record_for(ada, None, 4, NOW)
    monkeypatch.setattr(summing, "MOST_COUNTED", 10)
    some = record_for(ada, None, 4, NOW)
    assert some.left == 15 and 0 < some.total.count < whole.total.count
    assert some.by_week[-1] == whole.by_week[-1] and some.by_week[0] == Tally()
    assert record_for(ada, None, 4, NOW, every_day=True) == whole

    PROMISES.sum_up(NOW)
    assert record_for(ada, None, 4, NOW) == whole


def test_a_day_that_is_touched_after_it_was_summed_up_stands_as_it_was_until_it_is_its_turn(
    outcomes, ada, late_parcel, monkeypatch
):
    PROMISES.sum_up(NOW)
    before = record_for(ada, None, 4, NOW)
    monkeypatch.setattr(summing, "MOST_COUNTED", 2)  # today, and what is fresh
    ended(late_parcel, "kept", NOW - 20 * DAY)

    assert record_for(ada, None, 4, NOW).left == 1
    assert record_for(ada, None, 4, NOW).total == before.total
    PROMISES.sum_up(NOW)
    assert record_for(ada, None, 4, NOW).total == before.total + Tally(kept=1)


def test_before_the_first_of_all_nothing_is_missing(late_parcel, ada, monkeypatch):
    monkeypatch.setattr(summing, "MOST_COUNTED", 2)
    GoalOutcome.objects.all().delete()
    ended(late_parcel, "kept", NOW - 2 * DAY)

    assert (record_for(ada, None, 26, NOW).left, record_for(ada, None, 26, NOW).total) == (0, Tally(kept=1))
