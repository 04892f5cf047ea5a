"""What is told of first contacts from sums that are kept is what a count of all tells, whatever happened to them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts.team import Team
from shopbell.promises import summing
from shopbell.promises.again import SUM_UP
from shopbell.promises.all_sums import differing_days, forget_sums, sum_up
from shopbell.promises.contact_counts import (
    Share,
    Wish,
    contacts_for,
    counts_for,
    counts_of,
    figure_of,
    meant,
)
from shopbell.promises.contact_looking import look_at_all, settle
from shopbell.promises.contact_policy import ContactPolicy
from shopbell.promises.contact_sums import CONTACTS
from shopbell.promises.models import ContactSum, FirstContact, SummedContactDay
from shopbell.tickets.deletion import delete_ticket, erase_ticket, restore_ticket
from shopbell.tickets.message import write_reply
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import Ticket, create_ticket
from tests.promises.test_contact_outcome import ACTS, Desk, Undone
from tests.two_connections import held_up_by_us
from tests.wall_clock import START

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R118")]
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)  # a Thursday
DAY = timedelta(days=1)


@pytest.fixture
def refund(db):
    return ContactReason.objects.create(name="Refund, please", stage="after")


class LongDesk(Desk):
    """The same over weeks, with sums kept of the days that are past: some tickets are erased, go to another team or
    stand under another reason; answers are entered late, teams and reasons given up."""

    def days_are_summed_up(self, ticket, place) -> None:
        sum_up(self.wall.now)

    def an_old_answer_is_sent(self, ticket, place) -> None:
        at = self.wall.now - timedelta(minutes=10 + place)
        write_reply(ticket, "There.", by=self.agent, channel="email", at=at)

    def erased(self, ticket, place) -> None:
        if len(self.tickets) > 1:
            delete_ticket(ticket, by=self.agent)
            self.tickets = [each for each in self.tickets if each.pk != ticket.pk]
            erase_ticket(ticket)

    def days_that_it_must_rest_change(self, ticket, place) -> None:
        ContactPolicy(pk=1, days=1 + place).save()
        look_at_all(self.wall.now)

    def hour_passes(self, ticket, place) -> None:
        settle(self.wall.now)

    def goes_to_a_team(self, ticket, place) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(
            team=Team.objects.get_or_create(name=f"Team {place % 2}")[0]
        )

    def team_is_given_up(self, ticket, place) -> None:
        Team.objects.filter(name=f"Team {place % 2}").delete()

    def reason_is_given_up(self, ticket, place) -> None:
        """But the one with a detail, so that some are left."""
        ContactReason.objects.filter(pk=self.reasons[place % 2].pk, parent=None, details=None).delete()
        self.reasons = [each for each in self.reasons if ContactReason.objects.filter(pk=each.pk).exists()]

    def check_sums(self) -> None:
        for zone in ("UTC", "Asia/Kathmandu"):
            with timezone.override(ZoneInfo(zone)):
                for teams in (None, list(Team.objects.values_list("pk", flat=True))):
                    counted = counts_of(contacts_for(self.agent, teams), 4, self.wall.now)
                    assert counts_for(self.agent, teams, 4, self.wall.now) == counted
        assert differing_days() == []


MORE = [name for name in vars(LongDesk) if not name.startswith(("_", "check"))]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(ACTS + MORE * 2), st.integers(0, 7)), min_size=6, max_size=16))
@example(
    [("goes_to_a_team", 0), ("agent_answers_and_solves", 0), ("days_pass", 7), ("hour_passes", 0)]
    + [("days_are_summed_up", 0), ("team_is_given_up", 0), ("an_old_answer_is_sent", 7), ("status_is_set", 2)]
    + [("deleted_or_not", 0), ("days_are_summed_up", 0), ("deleted_or_not", 0), ("merged", 0)]
    + [("days_are_summed_up", 0), ("taken_apart", 0), ("erased", 1)]
)
@example(
    [("classified", 2), ("agent_answers_and_solves", 0), ("agent_answers_and_solves", 1), ("days_pass", 7)]
    + [("hour_passes", 0), ("days_are_summed_up", 0), ("classified", 0), ("days_are_summed_up", 0)]
    + [("reason_is_given_up", 0), ("days_that_it_must_rest_change", 7), ("spam_or_not", 0), ("erased", 0)]
)
@example([("reason_is_given_up", 0), ("reason_is_given_up", 1), ("reason_is_given_up", 0)])
def test_sums_say_what_a_count_says_whatever_happens(mina, root, wall, refund, monkeypatch, acts):
    monkeypatch.setattr(summing, "KEPT", timedelta(weeks=5))  # more than the story asks for
    with pytest.raises(Undone), transaction.atomic():
        wall.now = START
        other = ContactReason.objects.create(name="Where is it?", stage="after")
        detail = ContactReason.objects.create(name="Not arrived", stage="after", parent=refund)
        desk = LongDesk(mina, root, [other, detail, refund], wall)
        for act, place in acts:
            desk.do(act, place)
            desk.check_sums()
            wall.tick(minutes=30)
        raise Undone


@pytest.fixture
def contacts(mina, bo, advice, refund):
    """One for each five hours of five weeks, of two teams."""
    own = Team.objects.get(pk=bo.team_ids[0])
    for number in range(168):
        ticket = create_ticket(
            customer=mina, channel="email", subject="Where is it?", team=(own, advice)[number % 3 == 2]
        )
        FirstContact.objects.create(
            ticket=ticket, solved_at=NOW - timedelta(hours=5 * number), outcome=("yes", "no", "open", "none")[number % 4],
            channel=("email", "chat")[number % 5 == 0], team=ticket.team, need=(refund, None)[number % 7 == 0],
        )  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"])
def test_weeks_begin_at_midnight_of_the_reader(contacts, root, zone):
    assert CONTACTS.sum_up(NOW) > 30
    with timezone.override(ZoneInfo(zone)):
        counted = counts_of(contacts_for(root, None), 4, NOW)

        assert counts_for(root, None, 4, NOW) == counted and counted.total.count > 50


def test_behind_each_figure_of_the_sums_stand_as_many_tickets_as_it_says(contacts, root, refund):
    CONTACTS.sum_up(NOW)
    counts = counts_for(root, None, 4, NOW)

    wishes = [
        Wish(),
        Wish(need=0),
        Wish(need=refund.pk, channel="chat"),
        Wish(week=counts.weeks[1], outcome="open"),
    ]
    for wish in (*wishes, Wish(outcome="yes"), Wish(outcome="x"), Wish(channel="x")):
        assert meant(contacts_for(root, None), wish, 4, NOW).count() == figure_of(counts, wish)


def test_what_is_told_comes_from_the_sums(contacts, root):
    """A sum that is wrong is told as it stands, found by the doctor, and mended by counting all again."""
    sum_up(NOW)
    right = counts_for(root, None, 4, NOW)
    day = NOW.date() - 5 * DAY
    ContactSum.objects.filter(date=day).update(yes=100)

    assert counts_for(root, None, 4, NOW).total.yes > 100
    assert differing_days() == [day]
    assert forget_sums() > 30 and counts_for(root, None, 4, NOW) == right
    sum_up(NOW)
    assert differing_days() == [] and counts_for(root, None, 4, NOW) == right


def test_only_what_was_touched_is_summed_up_again(contacts, root):
    days = CONTACTS.sum_up(NOW)
    assert SummedContactDay.objects.count() == days and CONTACTS.sum_up(NOW) == 0

    first = FirstContact.objects.filter(outcome="no").order_by("solved_at").first()
    FirstContact.objects.filter(pk=first.pk).update(because="again")  # which no sum tells of
    assert CONTACTS.sum_up(NOW) == 0
    FirstContact.objects.filter(pk=first.pk).update(outcome="yes")
    assert CONTACTS.sum_up(NOW) == 1
    delete_ticket(first.ticket, by=root)
    assert CONTACTS.sum_up(NOW) == 1
    restore_ticket(Ticket.objects.get(pk=first.pk), by=root)
    assert CONTACTS.sum_up(NOW) == 1


def test_who_reads_what_their_teams_have_is_told_from_the_sums_of_these(contacts, bo, cy, advice):
    CONTACTS.sum_up(NOW)
    counted = counts_of(contacts_for(bo, bo.team_ids), 4, NOW)
    assert counts_for(bo, bo.team_ids, 4, NOW) == counted and counted.total.count > 30
    assert counts_for(cy, None, 4, NOW) == counts_of(contacts_for(cy, None), 4, NOW)

    ContactSum.objects.filter(date=NOW.date() - 5 * DAY).update(yes=100)
    assert counts_for(bo, bo.team_ids, 4, NOW).total.yes > 100
    assert counts_for(bo, [*bo.team_ids, advice.pk], 4, NOW) == counted  # not all theirs: one by one


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_a_day_is_summed_up_is_counted_once(contacts, root):
    with held_up_by_us(CONTACTS.sum_up, NOW) as others:
        CONTACTS.sum_up(NOW)
        FirstContact.objects.filter(solved_at__lt=NOW - 6 * DAY, outcome="no").update(outcome="yes")
    assert not isinstance(others[0].outcome(), Exception)
    assert counts_for(root, None, 4, NOW) == counts_of(contacts_for(root, None), 4, NOW)
    CONTACTS.sum_up(NOW)
    assert differing_days() == []


def test_while_days_are_summed_up_the_page_says_so_and_asks_for_them_once(
    desk, root, contacts, monkeypatch, wall
):
    wall.now = NOW
    monkeypatch.setattr(summing, "MOST_COUNTED", 4)
    asked = ProcrastinateJob.objects.filter(task_name=SUM_UP)
    for _ in range(2):
        page = desk(root).get("/desk/first-contact/?weeks=4").content.decode()
    assert "21 days are still being summed up" in page and asked.count() == 1
    everything = counts_of(contacts_for(root, None), 4, NOW)
    lines = desk(root).get("/desk/first-contact/file/?weeks=4").content.decode().splitlines()[1:]
    assert sum(int(line.split(",")[-3]) for line in lines) == everything.total.yes

    sum_up(NOW)
    assert "being summed up" not in desk(root).get("/desk/first-contact/?weeks=4").content.decode()
    assert counts_for(root, None, 4, NOW) == everything and everything.total != Share()


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"])
def test_what_is_left_to_sum_up_is_never_taken_away_from_what_is_told(
    desk, root, contacts, zone, monkeypatch
):
    monkeypatch.setattr(summing, "MOST_COUNTED", 4)
    with timezone.override(ZoneInfo(zone)):
        counts = counts_for(root, None, 4, NOW)
        everything = counts_of(contacts_for(root, None), 4, NOW)
    assert counts.left
    for line, whole in zip(
        [counts.total, *counts.by_week], [everything.total, *everything.by_week], strict=True
    ):
        assert 0 <= line.yes <= whole.yes and 0 <= line.no <= whole.no and 0 <= line.open <= whole.open


def test_days_are_left_to_sum_up_also_where_nothing_else_is_told(desk, root, mina, refund):
    own = Team.objects.create(name="Season")
    for days in range(60):
        ticket = create_ticket(customer=mina, channel="email", subject="Refund")
        solved = {"ticket": ticket, "solved_at": NOW - days * DAY, "channel": "email", "need": refund}
        FirstContact.objects.create(**solved, outcome="yes", team=own if days > 40 else None)

    counts = counts_for(root, [own.pk], 13, NOW)
    assert counts.left == 60 - summing.MOST_COUNTED and counts.total == Share()
    sum_up(NOW)
    assert counts_for(root, [own.pk], 13, NOW).total.yes == 19
