"""Figures of equal treatment follow the tickets, and are what a count of all of them says."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shopbell.accounts.team import Team
from shopbell.core.errors import Refused
from shopbell.promises import treated
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.choosing import choose_due
from shopbell.promises.contact_looking import settle
from shopbell.promises.equal import Treatment
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.models import Treated, TreatedNote, TreatedTicket
from shopbell.promises.rules import empty_rules
from shopbell.promises.treated import (
    being_counted,
    counted_treatments,
    forget_treatment,
    kept_treatments,
    measure_treatment,
)
from shopbell.promises.watch import tell_due
from shopbell.tickets.message import write_reply
from shopbell.tickets.models import ContactReason
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.ticket import Ticket
from tests.promises.test_clocks_in_any_order import ACTS, Undone
from tests.promises.test_day_sums import LongDesk
from tests.wall_clock import START

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R10")]


def figures(found: dict[tuple, Treatment]) -> dict[tuple, tuple]:
    """By place: all that is told of it."""
    return {
        place: (
            {step: (count, round(total)) for step, (count, total) in each.seconds.steps.items()},
            {step: (count, round(total, 1)) for step, (count, total) in each.shares.steps.items()},
            {step: (count, round(total)) for step, (count, total) in each.real.steps.items()},
            (each.kept, each.waiting, each.solved, each.reopened, each.once, each.known),
        )
        for place, each in found.items()
    }


class ComparedDesk(LongDesk):
    """The same with figures of equal treatment that are brought up to date now and then."""

    def treatment_is_measured(self, ticket, place) -> None:
        measure_treatment(self.wall.now)
        self.check_treatment()

    def reason_is_said(self, ticket, place) -> None:
        reason = ContactReason.objects.get_or_create(stage="after", name=f"Reason {place % 2}")[0]
        Ticket.objects.filter(pk=ticket.pk).update(reason=reason)

    def reason_is_dropped(self, ticket, place) -> None:
        ContactReason.objects.filter(name=f"Reason {place % 2}").delete()

    def ticket_changes_hands(self, ticket, place) -> None:
        team = Team.objects.get_or_create(name=f"Team {place % 2}")[0]
        Ticket.objects.filter(pk=ticket.pk).update(team=team)

    def first_contacts_are_settled(self, ticket, place) -> None:
        settle(self.wall.now)

    def check_treatment(self) -> None:
        assert figures(kept_treatments()) == figures(counted_treatments(self.wall.now))


MORE = [name for name in vars(ComparedDesk) if not name.startswith(("_", "check"))]
WEEKS = ["days_pass", "erased", "team_is_given_up"]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from(ACTS + (MORE + WEEKS) * 2), st.integers(0, 7)), min_size=6, max_size=18
    )
)
@example(
    [("goals_are_chosen", 0), ("reason_is_said", 0), ("time_passes", 2), ("agent_answers_and_solves", 0)]
    + [("treatment_is_measured", 0), ("ticket_changes_hands", 1), ("treatment_is_measured", 0)]
    + [
        ("customer_writes", 0),
        ("treatment_is_measured", 0),
        ("reason_is_dropped", 0),
        ("team_is_given_up", 1),
    ]
    + [("treatment_is_measured", 0), ("deleted_or_not", 0), ("treatment_is_measured", 0), ("erased", 0)]
)
@example(
    [("goals_are_chosen", 0), ("time_passes", 3), ("watch_is_kept", 0), ("treatment_is_measured", 0)]
    + [("days_pass", 7)] * 4
    + [("treatment_is_measured", 0), ("agent_answers", 1)]
    + [("days_pass", 7)] * 8
)
def test_figures_that_follow_say_what_a_count_says_whatever_happens(mina, root, wall, monkeypatch, acts):
    monkeypatch.setattr(treated, "PORTION", 3)  # few, so that there are several
    monkeypatch.setattr(treated, "PORTION_ANEW", 2)
    with pytest.raises(Undone), transaction.atomic():
        wall.now = START
        GoalPolicy.objects.all().delete()
        for place, name in enumerate(("Urgent", "Rest")):
            GoalPolicy.objects.create(
                name=name, position=place, first_reply_seconds=900, solve_seconds=20_000
            )
        BusinessHours.objects.create(name="Care", is_default=True, rules=empty_rules())
        desk = ComparedDesk(mina, root, wall)
        for act, place in acts:
            with suppress(Refused):
                desk.do(act, place)
            wall.tick(seconds=1)
        measure_treatment(wall.now)
        desk.check_treatment()
        raise Undone


def test_an_hour_looks_at_what_changed_alone_and_a_repair_at_everything(mina, root, wall, late_parcel):
    GoalPolicy.objects.all().delete()
    GoalPolicy.objects.create(name="Rest", first_reply_seconds=900)
    desk = ComparedDesk(mina, root, wall)
    for act in ("goals_are_chosen", "time_passes", "agent_answers"):
        desk.do(act, 0)
    rows = measure_treatment(wall.now)
    assert rows and not TreatedNote.objects.exists()

    Treated.objects.update(kept=99)  # which nothing ever wrote
    wall.tick(minutes=1)
    measure_treatment(wall.now)
    assert Treated.objects.first().kept == 99
    forget_treatment(wall.now)
    assert not TreatedTicket.objects.exists() and measure_treatment(wall.now) == rows
    desk.check_treatment()
    assert Treated.objects.first().kept < 99


def test_the_first_count_goes_on_where_it_was_killed_and_adds_up_once(mina, root, wall, monkeypatch):
    GoalPolicy.objects.all().delete()
    GoalPolicy.objects.create(name="Rest", first_reply_seconds=900)
    desk = ComparedDesk(mina, root, wall)
    for act in ("customer_writes", "goals_are_chosen", "time_passes", "agent_answers"):
        for place in range(3):
            desk.do(act, place)
    team = Team.objects.create(name="For the season")
    Ticket.objects.update(team=team)
    forget_treatment(wall.now)
    monkeypatch.setattr(treated, "PORTION_ANEW", 1)
    before = TreatedNote.objects.count()

    assert treated._keep_some() and TreatedNote.objects.count() == before - 1
    assert not Treated.objects.exists()  # no figures of some of the tickets
    team.delete()  # of whom it is kept already
    assert measure_treatment(wall.now) and not treated._keep_some()
    desk.check_treatment()


def test_on_monday_each_period_leaves_a_week_behind(mina, root, wall):
    GoalPolicy.objects.all().delete()
    GoalPolicy.objects.create(name="Rest", first_reply_seconds=900)
    desk = ComparedDesk(mina, root, wall)
    for act in ("goals_are_chosen", "time_passes", "agent_answers"):
        desk.do(act, 0)
    measure_treatment(wall.now)
    before = {row.weeks for row in Treated.objects.all()}

    wall.now += timedelta(weeks=4)
    measure_treatment(wall.now)
    assert before == {4, 8, 13} and {row.weeks for row in Treated.objects.all()} == {8, 13}
    wall.now += timedelta(weeks=9)
    assert measure_treatment(wall.now) == 0 and not TreatedTicket.objects.exists()


def test_a_team_that_is_gone_does_not_stop_the_week_that_begins(mina, root, wall):
    GoalPolicy.objects.all().delete()
    GoalPolicy.objects.create(name="Rest", first_reply_seconds=900)
    desk = ComparedDesk(mina, root, wall)
    for act in ("goals_are_chosen", "time_passes", "agent_answers"):
        desk.do(act, 0)
    team = Team.objects.create(name="For the season")
    Ticket.objects.update(team=team)
    measure_treatment(wall.now)
    assert Treated.objects.filter(team=team).exists()

    team.delete()
    wall.now += timedelta(weeks=1)
    assert measure_treatment(wall.now)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # as at the end of the job


def test_while_all_is_counted_anew_the_page_says_so(desk, root, monkeypatch):
    monkeypatch.setattr(treated, "PORTION", 3)
    TreatedNote.objects.bulk_create(TreatedNote(ticket_id=each) for each in range(1, 5))

    assert being_counted() == 4
    assert "4 tickets are left" in desk(root).get("/desk/equal/").content.decode()
    measure_treatment(timezone.now())
    assert being_counted() == 0
    assert "are left" not in desk(root).get("/desk/equal/").content.decode()


def test_beside_what_the_goal_counts_stands_what_the_customer_waited(mina, bo, wall):
    """Nine to five counts, so a night is one hour of the goal, and seventeen of the customer's life."""
    GoalPolicy.objects.all().delete()
    GoalPolicy.objects.create(name="Open", first_reply_seconds=4 * 3600)
    BusinessHours.objects.create(name="Care", is_default=True, rules=empty_rules())
    wall.tick(hours=7)  # four in the afternoon
    answered, _waiting = (
        open_with_message(customer=mina, channel="email", text="Where is it?").ticket for _each in range(2)
    )
    choose_due(wall.now)
    wall.tick(hours=17)
    write_reply(answered, "Here.", by=bo, channel="email")
    wall.tick(hours=5)
    tell_due(wall.now)

    measure_treatment(wall.now)

    [found] = [each for place, each in kept_treatments().items() if place[0] == 4 and place[-1]]
    hours = [
        {round(total / 3600) for _count, total in waits.steps.values()}
        for waits in (found.seconds, found.real)
    ]
    assert hours == [{1, 4}, {17, 20}]
