"""The backlog of a queue: what it is, how many of ten it is given, and that what is new keeps its promises beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shopbell.accounts.models import Membership, Team
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.models import TicketClocks
from shopbell.promises.rules import empty_rules
from shopbell.routing.assigning import route_ticket
from shopbell.routing.backlog import (
    OF,
    Lanes,
    counted_backlog,
    is_backlog,
    is_turn_of_backlog,
    lanes_of,
    opened_at,
)
from shopbell.routing.models import AssignmentReason, TeamRouting
from shopbell.routing.need import Requirements
from shopbell.routing.pulling import next_ticket
from shopbell.routing.queue import route_waiting
from shopbell.routing.waiting import in_order, waiting_tickets
from shopbell.tickets.models import Ticket
from shopbell.web.console.wall import wall_of
from tests.routing.arriving import ticket_of

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # a Wednesday, an hour after the day began


def due(ticket, at, waits_since=None):
    """`ticket`, whose promise breaks at `at`."""
    TicketClocks.objects.update_or_create(
        ticket=ticket,
        defaults={"state": {}, "event_id": 0, "due_at": at, "warn_at": at, "goal": "first_reply"},
    )
    Ticket.objects.filter(pk=ticket.pk).update(waiting_since=waits_since or timezone.now())
    return Ticket.objects.get(pk=ticket.pk)


def keep_hours(team, week):
    """`team` answers at these minutes of each weekday, by UTC."""
    hours = BusinessHours.objects.create(name=f"Day of {team}", rules=empty_rules() | {"week": week})
    hours.teams.add(team)


def ahead(**time):
    return timezone.now() + timedelta(**time)


@pytest.mark.requirement("R104")
@given(
    turns=st.lists(st.booleans(), max_size=20),
    share=st.integers(1, 9),
    new=st.integers(0, 40),
    left=st.integers(0, 40),
)
def test_of_any_ten_that_follow_each_other_the_backlog_has_its_share_while_both_last(turns, share, new, left):
    lanes = Lanes(None, share, turns)
    order = list(
        lanes.mixed([("new", each) for each in range(new)], [("left", each) for each in range(left)])
    )

    for lane, count in (("new", new), ("left", left)):  # nothing is lost, and each lane keeps its order
        assert [each for each in order if each[0] == lane] == [(lane, each) for each in range(count)]
    kinds = [kind for kind, _number in order]
    ends = [
        max((at for at, kind in enumerate(kinds) if kind == lane), default=-1) for lane in ("new", "left")
    ]
    both = kinds[: min(ends) + 1]
    for at in range(len(both) - OF + 1):
        window = both[at : at + OF].count("left")
        assert window <= share
        if at >= OF:  # what came before the list has no say any more
            assert window == share


@pytest.mark.parametrize("share", range(1, 10))
def test_a_queue_without_a_past_spreads_the_backlog_evenly(share):
    turns = []
    for _ in range(30):
        turns.append(is_turn_of_backlog(turns, share))

    assert [sum(turns[at : at + OF]) for at in (0, 10, 20)] == [share] * 3
    waits = [at for at, is_left in enumerate(turns) if is_left]
    longest = max(later - earlier for earlier, later in zip(waits, waits[1:], strict=False))
    assert longest <= -(-OF // share) + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "hour", "began"),
    [
        ([[540, 1020]], 10, 9),
        ([[540, 720], [780, 1020]], 14, 9),
        ([[480, 660], [900, 1140]], 16, 15),
        ([[540, 1020]], 20, None),
        ([[0, 1440]], 10, None),
    ],
    ids=["a day", "after lunch", "after a long closure", "at night", "round the clock"],
)
def test_the_day_begins_after_a_night_and_not_after_a_break(returns, day, hour, began):
    keep_hours(returns, [day] * 7)

    assert opened_at(returns.pk, NOW.replace(hour=hour)) == (began and NOW.replace(hour=began))


@pytest.mark.django_db
def test_the_backlog_of_many_teams_is_counted_in_as_many_questions_as_that_of_one(mina, returns, advice):
    def counted():
        with CaptureQueriesContext(connection) as asked:
            found = counted_backlog(Ticket.objects.all(), NOW)
        return found, len(asked)

    keep_hours(returns, [[[540, 1020]]] * 7)
    TeamRouting.objects.create(team=returns, mode="pull", backlog_of_ten=3)
    due(ticket_of(mina, returns), NOW + timedelta(hours=9), NOW - timedelta(hours=3))
    due(ticket_of(mina, advice), NOW + timedelta(hours=9), NOW - timedelta(hours=3))
    counted()  # the first one writes down what is set at first
    alone, questions = counted()

    for team in [advice, None, *(Team.objects.create(name=f"Team {at}") for at in range(5))]:
        TeamRouting.objects.create(team=team, mode="pull", backlog_of_ten=3)

    assert counted() == (alone, questions) == ({returns.pk: 1}, questions)
    keep_hours(advice, [[[480, 1020]]] * 7)
    assert counted()[0] == {returns.pk: 1, advice.pk: 1}


@pytest.mark.django_db
def test_a_desk_without_hours_has_no_night(returns):
    assert opened_at(returns.pk, NOW) is None


@pytest.mark.django_db
@pytest.mark.requirement("R98", "R104")
def test_night_work_and_what_is_late_stand_apart_from_what_came_today(mina, returns, routed):
    keep_hours(returns, [[[540, 1020]]] * 7)
    routed("pull", backlog_of_ten=5)
    later = NOW + timedelta(hours=20)
    night = [due(ticket_of(mina, returns), later, NOW - timedelta(hours=at)) for at in (9, 8, 7)]
    late = due(ticket_of(mina, returns), NOW - timedelta(minutes=1), NOW - timedelta(minutes=50))
    today = [
        due(ticket_of(mina, returns), later + timedelta(hours=at), NOW - timedelta(minutes=30))
        for at in (1, 2)
    ]
    chat = due(ticket_of(mina, returns, "chat"), later + timedelta(hours=9), NOW - timedelta(minutes=1))

    lanes = lanes_of([returns.pk], NOW)
    order = list(in_order(waiting_tickets(), Requirements().policy, 100, lanes))

    assert order == [each.pk for each in (chat, today[0], late, today[1], *night)]
    assert list(in_order(waiting_tickets(), Requirements().policy, 3, lanes)) == order[:3]
    assert [is_backlog(each, NOW) for each in (*night, late, *today, chat)] == [
        *[True] * 4,
        False,
        False,
        None,
    ]
    assert counted_backlog(waiting_tickets(), NOW) == {returns.pk: 4}


@pytest.mark.django_db
def test_one_line_by_promise_where_the_team_says_nothing(mina, returns, routed):
    routed("pull")
    late = due(ticket_of(mina, returns), NOW - timedelta(hours=1), NOW)

    assert lanes_of([returns.pk, None], NOW) is None
    assert is_backlog(late, NOW) is None
    assert counted_backlog(waiting_tickets(), NOW) == {}


@pytest.mark.django_db
@pytest.mark.requirement("R104")
def test_a_queue_that_fell_behind_still_keeps_new_promises(mina, returns, routed, bo):
    """Ten are taken in a time in which ten become late: by promise alone not one of them would be new."""
    routed("pull", backlog_of_ten=3)
    late = [due(ticket_of(mina, returns), ahead(hours=-9 + at / 10)) for at in range(12)]
    new = [due(ticket_of(mina, returns), ahead(hours=1 + at / 10)) for at in range(12)]

    taken = [next_ticket(bo).pk for _ in range(10)]

    assert [pk for pk in taken if pk in {each.pk for each in late}] == [each.pk for each in late[:3]]
    assert [pk for pk in taken if pk in {each.pk for each in new}] == [each.pk for each in new[:7]]
    TeamRouting.objects.update(backlog_of_ten=0)
    assert [next_ticket(bo).pk for _ in range(9)] == [each.pk for each in late[3:]]


@pytest.mark.django_db
def test_who_pulls_for_two_teams_of_which_one_parts_its_queue_gets_both(mina, returns, routed, bo):
    routed("pull", backlog_of_ten=5)
    other = Team.objects.create(name="Lamps")
    Membership.objects.create(agent=bo, team=other)
    routed("pull", team=other)
    late = [due(ticket_of(mina, returns), ahead(hours=-9 + at / 10)) for at in range(5)]
    theirs = [due(ticket_of(mina, other), ahead(hours=1 + at / 10)) for at in range(5)]

    taken = [next_ticket(type(bo).objects.get(pk=bo.pk)) for _ in range(10)]

    assert taken == [each for pair in zip(theirs, late, strict=True) for each in pair]


@pytest.mark.django_db
def test_whose_turn_it_is_is_known_from_what_was_given_to_anybody(
    mina, returns, routed, bo, bo_is_there, ada
):
    routed("direct", backlog_of_ten=5)
    bo.capacity = 1
    bo.save()
    late = [due(ticket_of(mina, returns), ahead(hours=-2 + at / 10)) for at in range(3)]
    new = [due(ticket_of(mina, returns), ahead(hours=1 + at / 10)) for at in range(3)]

    given_now = []
    for _ in range(6):  # one at a time: each look begins anew
        route_waiting([returns.pk])
        ticket = Ticket.objects.get(assignee=bo, status__among=["new", "open"])
        given_now.append(ticket)
        Ticket.objects.filter(pk=ticket.pk).update(assignee=ada)

    assert given_now == [each for pair in zip(new, late, strict=True) for each in pair]
    assert (
        list(AssignmentReason.objects.order_by("pk").values_list("is_backlog", flat=True))
        == [False, True] * 3
    )


@pytest.mark.django_db
def test_the_ticket_and_the_wall_say_so(mina, returns, routed, bo, bo_is_there, root, client):
    routed("direct", backlog_of_ten=4)
    late = due(ticket_of(mina, returns), ahead(hours=-2))
    client.force_login(root)
    assert [
        (line.of, line.backlog) for line in wall_of(root, timezone.now()).teams if line.of == returns
    ] == [(returns, 1)]
    assert "1 backlog" in client.get("/desk/wall/").content.decode()

    assert route_ticket(late.pk)

    assert "which has 4 of ten tickets" in client.get(f"/desk/tickets/{late.pk}/routing/").content.decode()
    assert "backlog" not in client.get("/desk/wall/").content.decode()


@pytest.mark.django_db
def test_a_share_of_all_ten_is_refused(client, root):
    client.force_login(root)
    said = {"team": "", "mode": "pull", "accept_seconds": "30", "usual_days": "60", "away_after": "2"}

    page = client.post("/desk/settings/routing/new/", said | {"backlog_of_ten": "10"})

    assert page.status_code == 422 and not TeamRouting.objects.exists()
    assert client.post("/desk/settings/routing/new/", said | {"backlog_of_ten": "9"}).status_code == 302
