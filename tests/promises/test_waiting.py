"""Somebody waits in a chat: their place, the range they are shown, and what becomes of it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone

from shopbell.channels.reply import send_reply
from shopbell.promises import wait_words as wait_words_module
from shopbell.promises.models import WaitForecast
from shopbell.promises.wait_forecast import forget_waits
from shopbell.promises.waiting_line import react, stand_of, stand_of_newcomer, wait_shown
from shopbell.routing.models import CapacityPolicy
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.event import Event
from shopbell.tickets.message import add_note
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.ticket import Ticket
from tests.channels.chat.conftest import be_there
from tests.channels.chat.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(shop_chat, bo):
    """Five shoppers who wait for Bo, the first first."""
    be_there(bo)
    shoppers = [Shopper(shop_chat) for _ in range(5)]
    for number, each in enumerate(shoppers):
        each.start(f"Question {number}", email=f"shopper{number}@shopper.example")
    return shoppers


def state(shopper) -> dict:
    return shopper.get("messages", chat=shopper.chat).json()["chat"]


def ticket_of(shopper) -> Ticket:
    return Ticket.objects.get(chats=shopper.chat)


def answer(shopper, agent) -> None:
    send_reply(ticket_of(shopper), "Here I am.", by=agent, hold_seconds=0)
    react(Event.objects.filter(ticket=ticket_of(shopper), verb="replied").latest("pk"))


@pytest.mark.requirement("R112")
def test_a_waiting_shopper_reads_their_place_and_a_range(crowd):
    first, *_, last = (state(each)["wait"] for each in crowd)

    assert first["place"] == "You are next"
    assert last["place"] == "Your place in line: 5"
    assert first["wait"].startswith("Expected wait: ")
    shown = WaitForecast.objects.get(ticket=ticket_of(crowd[-1]))
    assert (shown.place, shown.is_first, shown.is_queued) == (5, True, True)
    assert shown.low_minutes < shown.high_minutes


def test_the_place_moves_up_and_what_was_shown_is_measured(crowd, bo):
    for each in crowd:
        state(each)

    answer(crowd[0], bo)

    assert state(crowd[0])["wait"] is None
    assert state(crowd[1])["wait"]["place"] == "You are next"
    measured = WaitForecast.objects.get(ticket=ticket_of(crowd[0]))
    assert measured.answered_at is not None
    assert measured in WaitForecast.objects.decided().held()


def test_the_screens_of_those_behind_hear_of_it(crowd, bo, django_capture_on_commit_callbacks, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr("shopbell.promises.waiting_line.publish", lambda *topics: told.extend(topics))

    answer(crowd[0], bo)

    assert told == [f"ticket-{ticket_of(each).pk}" for each in crowd[1:]]


def test_who_stands_ahead_hears_of_nothing(crowd, bo, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr("shopbell.promises.waiting_line.publish", lambda *topics: told.extend(topics))

    answer(crowd[2], bo)

    assert told == [f"ticket-{ticket_of(each).pk}" for each in crowd[3:]]


def test_one_look_finds_for_all_who_moved_up_what_their_windows_read(crowd, bo, django_assert_num_queries):
    for each in crowd:
        wait_shown(ticket_of(each))
    answer(crowd[0], bo)

    for place, each in enumerate(crowd[1:], 1):
        ticket = ticket_of(each)
        with django_assert_num_queries(2):  # the lock, and what the look found
            assert wait_shown(ticket)[0] == place
        assert WaitForecast.objects.filter(ticket=ticket).count() == 2


def test_what_the_look_found_is_what_a_window_would_have(crowd, bo, monkeypatch):
    for each in crowd:
        wait_shown(ticket_of(each))
    answer(crowd[0], bo)
    monkeypatch.setattr("shopbell.promises.waiting_line.JUST_NOW", timedelta())

    for each in crowd[1:]:
        ticket = ticket_of(each)
        found = WaitForecast.objects.filter(ticket=ticket).latest("pk")
        stand = stand_of(ticket, found.shown_at)
        assert (found.place, found.range) == (stand.place, stand.foretold()[1])


def test_looking_again_shows_what_is_left_of_the_same_range(crowd):
    ticket = ticket_of(crowd[-1])
    _place, shown = wait_shown(ticket)

    assert wait_shown(ticket)[1] == shown
    assert WaitForecast.objects.filter(ticket=ticket).count() == 1
    row = WaitForecast.objects.get(ticket=ticket)
    assert row.left_of_it(row.shown_at + timedelta(minutes=1)).high == shown.high - 1
    assert row.left_of_it(row.shown_at + timedelta(minutes=shown.high)) is None


def test_a_range_that_is_over_is_followed_by_a_new_one_and_counts_as_broken(crowd, bo):
    ticket = ticket_of(crowd[-1])
    wait_shown(ticket)
    hours_ago = timezone.now() - timedelta(hours=20)
    WaitForecast.objects.filter(ticket=ticket).update(shown_at=hours_ago)

    _place, shown = wait_shown(ticket)

    assert shown is not None
    assert [row.is_first for row in WaitForecast.objects.filter(ticket=ticket).order_by("pk")] == [
        True,
        False,
    ]
    answer(crowd[-1], bo)
    first = WaitForecast.objects.told_when_they_came().filter(ticket=ticket)
    assert first.decided().count() == 1
    assert first.decided().held().count() == 0


def test_who_leaves_early_says_nothing_and_who_leaves_late_breaks_it(crowd, bo):
    early, late = ticket_of(crowd[0]), ticket_of(crowd[1])
    for each in (early, late):
        wait_shown(each)
    WaitForecast.objects.filter(ticket=late).update(shown_at=timezone.now() - timedelta(hours=20))

    for each in (early, late):
        react(solve_ticket(each, by=bo))

    assert [row.ticket for row in WaitForecast.objects.decided()] == [late]


def test_with_nobody_there_the_place_is_kept_and_no_time_is_made_up(crowd, bo):
    bo.availability.delete()
    WaitForecast.objects.all().delete()

    said = state(crowd[-1])["wait"]

    assert (said["place"], said["wait"]) == (
        "Your place in line: 5",
        "Nobody who can answer this is here right now. Your place is kept.",
    )
    assert not WaitForecast.objects.exists()


def test_a_note_or_a_mail_waits_in_no_line(crowd, bo, late_parcel):
    add_note(ticket_of(crowd[0]), "Somebody take this.", by=bo)

    assert state(crowd[0])["wait"] is not None
    assert state(crowd[1])["wait"]["place"] == "Your place in line: 2"


@pytest.mark.requirement("R112")
def test_who_goes_on_by_mail_keeps_their_place(crowd):
    assert crowd[2].post("transcript", chat=crowd[2].chat).status_code == 200

    assert [state(each)["wait"]["place"][-1] for each in crowd[2:]] == ["3", "4", "5"]


def test_who_asked_for_mail_is_offered_it_no_more_and_reads_that_they_may_go(crowd, bo):
    crowd[2].post("transcript", chat=crowd[2].chat)

    sentence = "You can close this page: the answer reaches you by e-mail."
    assert (state(crowd[2])["wait"]["leave"], state(crowd[2])["wait"]["hint"]) == ("", sentence)
    assert state(crowd[1])["wait"]["leave"] == "Go on by e-mail and keep your place"
    assign_ticket(ticket_of(crowd[2]), None, by=bo)
    assign_ticket(ticket_of(crowd[2]), bo, by=bo)
    assert state(crowd[2])["wait"]["hint"] == sentence  # and while Bo reads it
    bo.availability.delete()
    assert state(crowd[2])["wait"]["hint"] == sentence  # and with nobody there


def test_looking_again_soon_reckons_nothing_anew(crowd, django_assert_max_num_queries):
    ticket = ticket_of(crowd[-1])
    wait_shown(ticket)

    with django_assert_max_num_queries(6):
        wait_shown(ticket)


def test_a_newcomer_reads_the_wait_beside_the_chat(shop_chat, crowd, bo):
    shopper = Shopper(shop_chat)
    assert shopper.get("hello").json()["wait"].startswith("Expected wait: ")

    bo.availability.delete()

    assert shopper.get("hello").json()["wait"] == ""


def test_who_may_hold_more_chats_at_once_makes_the_wait_shorter(crowd, returns):
    assert stand_of_newcomer(returns.pk, "en").foretold()[2]  # others must go before

    CapacityPolicy.objects.create(pk=1, weights={"chat": 10})

    model, _shown, is_queued = stand_of_newcomer(returns.pk, "en").foretold()
    assert not is_queued
    assert model.middle < 60


def test_what_is_said_after_the_first_answer_wakes_nobody_who_waits(crowd, bo, monkeypatch):
    told = []
    monkeypatch.setattr("shopbell.promises.waiting_line.publish", lambda *topics: told.extend(topics))
    answer(crowd[0], bo)
    assert len(told) == 4

    answer(crowd[0], bo)

    assert len(told) == 4


def test_what_was_shown_goes_when_nothing_asks_for_it_any_more(crowd):
    later, first, old, *others = WaitForecast.objects.order_by("pk")
    now = timezone.now()
    WaitForecast.objects.filter(pk=later.pk).update(is_first=False, shown_at=now - timedelta(days=2))
    WaitForecast.objects.filter(pk=first.pk).update(shown_at=now - timedelta(days=199))
    WaitForecast.objects.filter(pk=old.pk).update(shown_at=now - timedelta(days=201))

    assert forget_waits(now) == 2
    assert set(WaitForecast.objects.all()) == {first, *others}


def test_the_wait_of_newcomers_is_measured_once_for_all_who_come_within_seconds(crowd, monkeypatch):
    first = crowd[0].get("hello").json()["wait"]
    assert first.startswith("Expected wait: ")
    monkeypatch.setattr(wait_words_module, "stand_of_newcomer", lambda *asked: pytest.fail("measured again"))
    again = [Shopper(crowd[0].inbox).get("hello").json()["wait"] for _ in range(2)]

    assert again == [first, first]
    cache.clear()  # as after some seconds
    nobody = SimpleNamespace(foretold=lambda: None)
    monkeypatch.setattr(wait_words_module, "stand_of_newcomer", lambda *asked: nobody)
    assert crowd[0].get("hello").json()["wait"] == ""


@pytest.mark.requirement("R112")
def test_who_took_the_chat_is_named_and_nobody_is_next_any_more(crowd, bo):
    assert state(crowd[0])["wait"]["hint"].startswith(
        "Bo will answer as soon as they can."
    )  # it was given to him

    assign_ticket(ticket_of(crowd[0]), None, by=bo)
    assert state(crowd[0])["wait"]["hint"].startswith("The next of us who is free")
    assign_ticket(ticket_of(crowd[0]), bo, by=bo)

    wait = state(crowd[0])["wait"]
    assert wait["place"] == "Bo has your chat and reads it"
    assert (wait["wait"], wait["hint"]) == ("", "You can close this page: your message stays.")
    bo.availability.delete()
    assert "Bo" not in state(crowd[0])["wait"]["place"]  # he has left


@pytest.mark.requirement("R112")
def test_whose_agent_has_left_reads_their_place_again_or_what_they_can_do(crowd, bo, ada):
    be_there(ada)
    answer(crowd[4], bo)
    crowd[4].send("And now?")
    assert state(crowd[4])["wait"] is None
    assign_ticket(ticket_of(crowd[4]), None, by="routing", is_away=True)

    wait = state(crowd[4])["wait"]
    assert wait["place"] == "Your place in line: 5"
    assert wait["wait"].startswith("Expected wait: ")
    assert wait["head"] == "Waiting for somebody"

    for each in (ada, bo):
        each.availability.delete()
    wait = state(crowd[4])["wait"]
    assert wait["wait"].startswith("Nobody who can answer this is here")
    assert wait["hint"].startswith("Go on by e-mail")
    assert wait["head"] == "Nobody is here right now"  # and not that somebody comes
    assign_ticket(ticket_of(crowd[4]), be_there(ada), by="routing")
    assert state(crowd[4])["wait"] is None
