"""What was asked in each hour of the week, as the tickets say it, by the hours that hold for them."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.accounts.team import Team
from shopbell.channels.inbox import Inbox, TicketInbox
from shopbell.promises.business_hours import BusinessHours, hours_of
from shopbell.promises.hours_advice import Block
from shopbell.promises.hours_counted import count_hours, questions_by_hour_of_week
from shopbell.promises.hours_demand import demand_among, demand_of, in_store
from shopbell.promises.hours_period import Period, period_of
from shopbell.promises.hours_questions import asked_newest_first, asked_of, spans_of
from shopbell.promises.week_hours import DAY
from shopbell.shop.order import Order
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.first_message import FirstMessage
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import write_reply
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.ticket import Ticket
from tests.promises.asked_hours import AN_HOUR, NOW, TUESDAY_LATE, ask, counted, keep

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R115")]


ALL = Block(tuple(range(7)), 0, 24)


def found_in(kept: BusinessHours, block: Block) -> list[Ticket]:
    portions = asked_newest_first(kept, Ticket.objects.all(), block, NOW)
    return [ticket for portion in portions for ticket in portion]


def asked_at(demand) -> dict[int, int]:
    return {hour: count for hour, count in enumerate(demand.asked) if count}


def test_a_question_counts_in_the_hour_of_the_week_of_the_zone_in_which_it_came(mina):
    care = keep(is_default=True)
    ask(mina, TUESDAY_LATE)
    ask(mina, datetime(2026, 11, 20, 23, 30, tzinfo=ZoneInfo("UTC")))  # Saturday in Berlin
    ask(mina, NOW)  # the day is not over
    ask(mina, NOW - timedelta(weeks=9))

    demand = counted(care)
    assert asked_at(demand) == {DAY + 23: 1, 5 * DAY: 1}
    assert len(found_in(care, Block((1,), 23, 24))) == 1
    assert len(found_in(care, ALL)) == 2


def test_what_was_asked_is_read_once_until_days_are_counted_again(mina, django_assert_num_queries):
    care = keep(is_default=True)
    ask(mina, TUESDAY_LATE, first_replied_at=TUESDAY_LATE + AN_HOUR)
    before = counted(care)

    with django_assert_num_queries(1):  # which days are counted
        assert demand_of(care, None, NOW) is before
    ask(mina, TUESDAY_LATE, first_replied_at=TUESDAY_LATE + AN_HOUR)
    after = counted(care)

    hour = DAY + 23
    assert (before.asked[hour], after.asked[hour]) == (1, 2)
    assert (before.waits[hour].count, after.waits[hour].count) == (1, 2)


def test_the_wait_and_who_heard_the_same_day_are_told(mina):
    care = keep(is_default=True)
    ask(mina, TUESDAY_LATE, first_replied_at=TUESDAY_LATE + AN_HOUR)
    ask(mina, TUESDAY_LATE, first_replied_at=TUESDAY_LATE + AN_HOUR / 4)
    ask(mina, TUESDAY_LATE, waiting_since=TUESDAY_LATE)
    ask(mina, TUESDAY_LATE, waiting_since=None, status="solved")

    demand = counted(care)
    waits = demand.waits[DAY + 23]
    assert waits.count == 3 and waits.at(0.5) == pytest.approx(3600, rel=0.05)
    assert waits.at(1) == pytest.approx((NOW - TUESDAY_LATE).total_seconds(), rel=0.05)
    assert demand.same_day[DAY + 23] == 1 and demand.asked[DAY + 23] == 4


def test_tickets_count_for_whose_hours_hold(mina, returns):
    care, night = keep(is_default=True), keep("Night", channels=["chat"])
    team_s = keep("Returns")
    team_s.teams.add(returns)
    ask(mina, TUESDAY_LATE)
    ask(mina, TUESDAY_LATE, channel="chat")
    ask(mina, TUESDAY_LATE, channel="chat", team=returns)

    for hours in (care, night, team_s):
        assert counted(hours).total == 1
        assert len(found_in(hours, ALL)) == 1


def test_spam_deleted_merged_and_begun_by_an_agent_is_no_question(mina, ada, bo):
    care = keep(is_default=True)
    tickets = [ask(mina, TUESDAY_LATE) for _ in range(4)]
    mark_spam(tickets[0], by=ada)
    delete_ticket(tickets[1], by=ada)
    begun = ask(mina, TUESDAY_LATE)
    written, _is_new = write_reply(begun, "We have news.", by=bo, channel="email")
    FirstMessage.objects.create(message=written, client_id=uuid4())
    merge_tickets(tickets[3], tickets[2], by=ada)

    assert counted(care).total == 1


def test_holidays_are_left_out_with_what_was_asked_on_them(mina):
    care = keep(is_default=True, rules={"days": [{"day": "2026-11-24", "name": "Stocktaking"}]})
    ask(mina, TUESDAY_LATE - timedelta(weeks=3))
    ask(mina, TUESDAY_LATE)

    demand = counted(care)
    assert asked_at(demand) == {DAY + 23: 1}
    assert (demand.passes[DAY], demand.passes[2 * DAY]) == (
        3,
        4,
    )  # of four Tuesdays one, of four Wednesdays none


@pytest.mark.parametrize(
    "special",
    [
        {"seasons": [{"name": "Advent", "first": "11-24", "last": "11-24", "week": [[]] * 7}]},
        {"closures": [{"name": "", "start": "2026-11-24T12:00", "end": "2026-11-24T13:00"}]},
        {"openings": [{"name": "", "start": "2026-11-24T20:00", "end": "2026-11-25T00:00"}]},
    ],
    ids=lambda special: next(iter(special)),
)
def test_days_with_other_hours_say_nothing_about_those_of_the_week(mina, special):
    care = keep(is_default=True, rules=special)
    ask(mina, TUESDAY_LATE)
    ask(mina, TUESDAY_LATE - timedelta(weeks=1))
    ask(mina, TUESDAY_LATE + timedelta(days=1))

    demand = counted(care)
    assert asked_at(demand) == {DAY + 23: 1, 2 * DAY + 23: 1}
    assert demand_among(care, Ticket.objects.all(), NOW).asked == demand.asked
    assert demand.passes[2 * DAY + 23] == demand.passes[DAY + 23] + 1


def test_some_tickets_are_counted_by_hours_of_the_week_however_many_days_and_teams(mina, returns):
    care = keep(is_default=True)
    for weeks, team in ((1, None), (2, returns), (3, None)):
        ask(mina, TUESDAY_LATE - timedelta(weeks=weeks), team=team)
    Ticket.objects.update(first_replied_at=F("created_at") + timedelta(hours=1))

    rows = list(questions_by_hour_of_week(care, Ticket.objects.all(), period_of(care, NOW), NOW))
    assert [(row["weekday"], row["hour"], row["asked"]) for row in rows] == [(2, 23, 3)]


def test_many_teams_are_asked_for_together(mina):
    care = keep(is_default=True)
    teams = [Team.objects.create(name=f"Team {number}") for number in range(20)]
    for team in [*teams, None]:
        ask(mina, TUESDAY_LATE, team=team)

    portions = asked_newest_first(care, Ticket.objects.all(), Block((1,), 23, 24), NOW)
    assert len([each for portion in portions for each in portion]) == 21
    assert str(portions[0].query).count(" OR ") < 10


def test_weeks_count_since_the_first_question_of_the_time(mina):
    care = keep(is_default=True)
    assert counted(care).weeks == 0

    ask(mina, NOW - timedelta(days=16))
    assert counted(care).weeks == 2
    ask(mina, NOW - timedelta(weeks=8) + AN_HOUR)
    assert counted(care).weeks == 8


def test_in_the_store_is_who_ordered_and_who_looked_around_once_in_an_hour(mina, visitor_of_mina):
    care, chat = keep(is_default=True), Inbox.objects.create(channel="chat", name="Chat")
    Order.objects.create(
        customer=mina, number="20400", external_id="1", currency="EUR", placed_at=TUESDAY_LATE
    )
    for minutes in (1, 2, 40):
        at = TUESDAY_LATE + timedelta(minutes=minutes)
        visitor_of_mina.visited.create(inbox=chat, page=f"https://shop.example/{minutes}", at=at)

    count_hours(NOW)
    assert asked_at(in_store(care, NOW)) == {DAY + 23: 2, 2 * DAY: 1}


@pytest.fixture
def visitor_of_mina(mina):
    return mina.visitors.create(token_hash="x" * 64, created_at=timezone.now())


@given(
    team=st.sampled_from(["", "Care", "Other", "None"]),
    inbox=st.sampled_from(["", "Care", "Other", "None"]),
    channel=st.sampled_from(["chat", "email", "form"]),
    is_default=st.booleans(),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_question_is_counted_for_the_hours_that_hold_for_it(mina, team, inbox, channel, is_default):
    with transaction.atomic():
        care = keep(is_default=is_default, channels=["chat"])
        sets = {"Care": care, "Other": keep("Other", is_default=not is_default, channels=["email"])}
        of_team = Team.objects.create(name="Of it") if team else None
        of_inbox = Inbox.objects.create(channel="form", name="Of it") if inbox else None
        if team in sets:
            sets[team].teams.add(of_team)
        if inbox in sets:
            sets[inbox].inboxes.add(of_inbox)
        ticket = ask(mina, TUESDAY_LATE, channel=channel, team=of_team)
        if of_inbox:
            TicketInbox.objects.create(ticket=ticket, inbox=of_inbox)

        for kept in sets.values():
            assert asked_of(kept, Ticket.objects.all()).exists() == (hours_of(ticket) == kept)
        transaction.set_rollback(True)


DAYS = [Period(ZoneInfo(zone), first, first + timedelta(weeks=1), frozenset()) for zone, first in [
    ("Europe/Berlin", date(2026, 3, 23)), ("Europe/Berlin", date(2026, 10, 19)),
    ("Australia/Lord_Howe", date(2026, 3, 30)), ("Australia/Lord_Howe", date(2026, 9, 28)),
    ("America/Havana", date(2026, 3, 2)), ("Asia/Kathmandu", date(2026, 5, 4)),
]]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(DAYS),
    st.sets(st.integers(0, 6), min_size=1),
    st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda hours: hours[0] < hours[1]),
)
def test_the_hours_of_a_block_are_those_that_the_clock_showed(period, days, hours):
    block = Block(tuple(sorted(days)), *hours)
    spans = list(spans_of(period, block))

    assert spans == sorted(spans) and all(start < end for start, end in spans)
    for step in range((period.end - period.start) // timedelta(minutes=15)):
        at = period.start + step * timedelta(minutes=15)
        shown = at.astimezone(period.zone)
        is_meant = shown.weekday() in days and block.start <= shown.hour < block.end
        assert sum(start <= at < end for start, end in spans) == is_meant
