"""A whole desk simulated with the product's own scorer, order, clocks and shown waits (docs/simulation.md)."""

from datetime import timedelta
from functools import lru_cache
from types import SimpleNamespace

import pytest
from django.utils import timezone

from benchmarks.simulated_desk import HOUR, Told, held_had_all_stayed, mean_width, share_inside
from benchmarks.simulated_tickets import SCENARIOS, urgency
from benchmarks.simulated_world import CAPACITY, World
from benchmarks.whole_desk import CHANNELS, kept, of_one_speaker, shares_by_need
from shopbell.promises.models import TicketClocks
from shopbell.promises.wait import Model, Range
from shopbell.routing.capacity import CapacityPolicy
from shopbell.routing.waiting import in_order, waiting_tickets
from tests.routing.arriving import ticket_of
from tests.routing.test_pulling import wait

NAMES = [each.name for each in SCENARIOS]


@lru_cache
def world(name, *, is_naive=False):
    scenario = next(each for each in SCENARIOS if each.name == name)
    return World(scenario, seed=7, is_naive=is_naive).run()


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_steady_desk_keeps_its_goals(channel):
    assert kept(world("steady").tickets, channel) >= 90


@pytest.mark.parametrize("name", NAMES)
def test_four_of_five_shown_waits_hold(name):
    assert share_inside(world(name).tickets).percent >= 80


@pytest.mark.parametrize("name", NAMES)
def test_they_hold_for_each_need_and_for_those_who_need_a_rare_skill(name):
    shares = shares_by_need(world(name).tickets)

    assert shares["German"].known > 30
    assert all(
        share.percent >= 80
        for need, share in shares.items()
        if need != "German in a line" or share.known > 20
    )


def test_who_waits_for_one_speaker_who_is_full_is_told_a_range_that_holds_and_says_something():
    found = [each for name in ("rare skill", "shift change") for each in of_one_speaker(world(name).tickets)]

    assert len(found) > 10
    assert held_had_all_stayed(found) >= 80
    assert mean_width(found) < 15


def test_who_left_counts_as_going_on_and_hides_no_long_wait():
    range_ = Range(1, 10)

    def waited(minutes, *, left=False):
        told = Told(0.0, 1, Model(300.0, 0.5), range_, is_queued=True)
        gone = {"left" if left else "answered": minutes * 60.0}
        return SimpleNamespace(came=0.0, shown=[told], **{"answered": None, "left": None} | gone)

    assert held_had_all_stayed([waited(5), waited(11)]) == 50
    assert held_had_all_stayed([waited(0.5), waited(5)]) == 50
    # of four, two left after four minutes: of the two who stayed one was answered in time, so half of those as well
    assert held_had_all_stayed([waited(4, left=True), waited(4, left=True), waited(6), waited(12)]) == 50
    assert held_had_all_stayed([waited(5), waited(6, left=True), waited(20)]) == pytest.approx(100 / 3)


def test_who_needs_a_rare_skill_is_told_of_the_line_for_it():
    told = [each for each in world("rare skill").tickets if each.is_german and each.shown]

    assert any(each.shown[0].is_queued for each in told)
    assert any(each.shown[0].range.high > 3 for each in told)


@pytest.mark.parametrize("name", NAMES)
def test_everybody_is_answered_unless_they_left(name):
    assert not [each.number for each in world(name).tickets if each.is_waiting]


def test_a_flood_is_over_an_hour_after_it_ends():
    later = [each for each in world("flood").tickets if 14 <= each.came / HOUR < 21]

    assert all(kept(later, channel) >= 90 for channel in CHANNELS)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_given_work_while_away_or_beyond_what_they_can_do(name):
    given = world(name).given

    assert given
    assert all(each.is_there for each in given)
    assert all(each.chats <= 3 for each in given if each.ticket.weight)
    assert all(each.open <= CAPACITY for each in given if not each.ticket.weight)


def test_a_mail_flood_breaks_promises_on_a_naive_desk_but_not_on_ours():
    ours, naive = (world("mail flood", is_naive=is_naive).tickets for is_naive in (False, True))

    assert kept(ours, "email") >= 99
    assert kept(naive, "email") < 97


@pytest.mark.django_db
def test_the_simulated_order_is_that_of_the_database(mina, returns):
    now = timezone.now()
    for number, channel in enumerate(["email", "chat", "form"] * 5):
        ticket = wait(ticket_of(mina, returns, channel), hours=number * 5 % 7)
        due_at = now + timedelta(hours=number * 7 % 5) if number % 4 else None
        kept_row = {"state": {}, "event_id": 0, "due_at": due_at}
        TicketClocks.objects.update_or_create(ticket=ticket, defaults=kept_row)

    def simulated(ticket):
        return urgency(
            is_live=ticket.channel == "chat",
            due_at=ticket.clocks.due_at,
            waiting_since=ticket.waiting_since,
            number=ticket.pk,
        )

    expected = [each.pk for each in sorted(waiting_tickets().select_related("clocks"), key=simulated)]
    assert list(in_order(waiting_tickets(), CapacityPolicy.current(), 99)) == expected
