"""How promises were kept: the same figures in the table, in the sums, and behind each of them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from shopbell.promises.goal_outcome import GoalOutcome
from shopbell.promises.kept import Tally, Wish, figure_of, meant, outcomes_for, record_of
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.ticket import create_ticket

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("Europe/Berlin"))  # a Thursday
DAY = timedelta(days=1)


def ended(ticket, outcome: str, started_at: datetime, *, goal: str = "first_reply", **more) -> GoalOutcome:
    number = GoalOutcome.objects.filter(ticket=ticket, goal=goal).count() + 1
    plain = {"channel": ticket.channel, "team": ticket.team, "seconds": 60, "ended_at": started_at + DAY / 24}
    return GoalOutcome.objects.create(
        ticket=ticket, goal=goal, number=number, started_at=started_at, outcome=outcome, **(plain | more)
    )


@pytest.fixture(autouse=True)
def berlin():
    with timezone.override("Europe/Berlin"):
        yield


@pytest.fixture
def told(late_parcel, wrong_size):
    """Two weeks of a mail and a chat."""
    GoalOutcome.objects.all().delete()
    monday = datetime(2026, 11, 23, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # still Sunday in UTC
    ended(late_parcel, "kept", monday)
    ended(late_parcel, "broken", monday + DAY, goal="next_reply")
    ended(late_parcel, "void", monday + DAY, goal="next_reply")
    ended(late_parcel, "broken", monday - DAY, goal="next_reply", ended_at=None)
    ended(wrong_size, "kept", monday - 3 * DAY)
    ended(wrong_size, "kept", monday + 2 * DAY)
    ended(wrong_size, "kept", monday - 60 * DAY)


def test_each_goal_stands_by_channel_and_by_the_week_of_the_reader_in_which_it_began(told, ada):
    record = record_of(outcomes_for(ada, None), 2, NOW)

    assert record.weeks == [date(2026, 11, 16), date(2026, 11, 23)]
    assert [(line.goal, line.channel, line.weeks) for line in record.lines] == [
        ("first_reply", "chat", [Tally(1, 0), Tally(1, 0)]),
        ("first_reply", "email", [Tally(), Tally(1, 0)]),
        ("next_reply", "email", [Tally(0, 1), Tally(0, 1)]),
    ]
    assert (record.by_week, record.total) == ([Tally(1, 1), Tally(2, 1)], Tally(3, 2))
    assert record.total.percent == 60


def test_behind_every_figure_stand_as_many_promises_as_it_says(told, ada):
    outcomes = outcomes_for(ada, None)
    record = record_of(outcomes, 8, NOW)

    for line in record.lines:
        for monday, tally in zip(record.weeks, line.weeks, strict=True):
            for outcome, count in (("kept", tally.kept), ("broken", tally.broken), ("", tally.count)):
                wish = Wish(line.goal, line.channel, monday, outcome)
                assert meant(outcomes, wish, 8, NOW).count() == count == figure_of(record, wish)
    for wish in (Wish(), Wish(goal="next_reply"), Wish(channel="chat", outcome="broken"), Wish(outcome="x")):
        assert meant(outcomes, wish, 8, NOW).count() == figure_of(record, wish)


def test_a_lead_s_figures_are_of_their_teams_and_nobody_s_of_tickets_they_may_not_open(
    told, ada, cy, advice, mina
):
    other = create_ticket(customer=mina, channel="email", subject="Which lamp?", team=advice, by=mina)
    GoalOutcome.objects.filter(ticket=other).delete()
    ended(other, "broken", NOW)

    assert record_of(outcomes_for(ada, None), 8, NOW).total.broken == 3
    assert record_of(outcomes_for(ada, ada.team_ids), 8, NOW).total.broken == 2
    assert record_of(outcomes_for(cy, None), 8, NOW).total == Tally(0, 1)


def test_deleted_tickets_count_nowhere(told, ada, bo, late_parcel):
    delete_ticket(late_parcel, by=ada)

    assert record_of(outcomes_for(ada, None), 2, NOW).total == Tally(2, 0)
    assert record_of(outcomes_for(bo, None), 2, NOW).total == Tally(2, 0)


def test_a_desk_without_outcomes_has_no_share(ada):
    GoalOutcome.objects.all().delete()
    record = record_of(outcomes_for(ada, None), 4, NOW)

    assert (record.lines, record.total.percent) == ([], None)
