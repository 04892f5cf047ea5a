"""Whoever asks too much of the sockets, or does not say who they are."""

import secrets
import threading

import pytest

from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.live import door, hub, person
from shopbell.live import gateway as live
from shopbell.live.gateway import SIGNED_OUT, TOO_MUCH

from .screen import Screen, cookie_of, eventually, follow, on_gateway

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token():
    secret = secrets.token_urlsafe(32)
    find_or_create_visitor(secret)
    return secret


def test_a_person_with_too_many_screens_is_given_no_more(bo, ada, monkeypatch):
    monkeypatch.setattr(hub, "MAX_SCREENS", 2)
    cookies = cookie_of(bo), cookie_of(ada)

    async def scene(gateway):
        first, second = [await Screen(gateway, cookie=cookies[0]).open() for _ in range(2)]
        assert await Screen(gateway, cookie=cookies[0]).closed() == TOO_MUCH
        await Screen(gateway, cookie=cookies[1]).open()
        await first.close()
        await Screen(gateway, cookie=cookies[0]).open()
        await second.close()

    on_gateway(scene)


def test_an_address_with_too_many_visitors_is_given_no_more(token, bo, monkeypatch):
    monkeypatch.setattr(hub, "MAX_PLACES", 2)
    cookie = cookie_of(bo)

    async def scene(gateway):
        one = await Screen(gateway, visitor=token, address="2a00:1450:4001:81b::1").open()
        await Screen(gateway, visitor=token, address="2a00:1450:4001:81b::2").open()
        assert await Screen(gateway, visitor=token, address="2a00:1450:4001:81b::3").closed() == TOO_MUCH
        await Screen(gateway, visitor=token, address="2a00:1450:4001:81c::1").open()
        await Screen(gateway, cookie=cookie, address="2a00:1450:4001:81b::4").open()
        await one.close()
        await Screen(gateway, visitor=token, address="2a00:1450:4001:81b::3").open()

    on_gateway(scene)


def test_visitors_behind_a_proxy_that_nobody_told_us_of_are_not_locked_out(token, monkeypatch):
    monkeypatch.setattr(hub, "MAX_PLACES", 1)

    async def scene(gateway):
        for _ in range(3):
            await Screen(gateway, visitor=token, address="10.0.0.1").open()

    on_gateway(scene)


def test_a_screen_that_never_stops_talking_is_hung_up_on(bo):
    cookie = cookie_of(bo)

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        for _ in range(hub.MOST_FRAMES + 50):
            screen.say("typing ticket-1")
        assert await screen.closed() == TOO_MUCH
        await screen.task
        assert not gateway.hub.sockets

    on_gateway(scene)


def test_a_screen_may_follow_all_its_topics_at_once_after_a_reconnect():
    socket = hub.Socket(None, "bo")

    assert all(socket.may_speak(100.0) for _ in range(hub.MAX_TOPICS))
    assert all(socket.may_speak(100.0 + second / hub.FRAMES_A_SECOND) for second in range(1000))


def test_a_flood_of_wishes_is_a_few_questions_and_starves_nobody(bo, ada, late_parcel, monkeypatch):
    questions = []

    def hearable(who, topics):
        questions.append(len(topics))
        return person.hearable(who, topics)

    monkeypatch.setattr(live, "hearable", hearable)
    cookies = cookie_of(bo), cookie_of(ada)

    async def scene(gateway):
        flood = await Screen(gateway, cookie=cookies[0]).open()
        other = await Screen(gateway, cookie=cookies[1]).open()
        for number in range(250):
            flood.say(f"follow ticket-{number + 10_000}")
        await follow(other, f"ticket-{late_parcel.pk}")
        await eventually(lambda: sum(questions) > hub.MAX_TOPICS)
        assert len(questions) <= 6

    on_gateway(scene)


def test_a_topic_that_was_left_before_the_answer_is_not_followed(bo, late_parcel):
    cookie = cookie_of(bo)

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        screen.say(f"follow ticket-{late_parcel.pk}")
        screen.say(f"leave ticket-{late_parcel.pk}")
        await follow(screen, f"agent-{bo.pk}")
        (socket,) = gateway.hub.sockets
        assert socket.topics == {f"agent-{bo.pk}"}

    on_gateway(scene)


@pytest.mark.parametrize(
    "first", ["follow ticket-1", "visitor", "visitor x", f"visitor {'x' * 43}", "x" * 4000]
)
def test_whoever_does_not_say_who_they_are_hears_nothing(first):
    async def scene(gateway):
        stranger = Screen(gateway, query="visitor")
        stranger.say(first)
        assert await stranger.closed() == 4401
        assert not gateway.hub.sockets

    on_gateway(scene)


def test_whoever_says_nothing_is_hung_up_on(monkeypatch):
    monkeypatch.setattr(live, "INTRODUCTION_SECONDS", 0.05)

    async def scene(gateway):
        silent = Screen(gateway, query="visitor")
        assert await silent.closed() == 4401

    on_gateway(scene)


def test_the_secret_in_the_address_lets_nobody_in(token):
    async def scene(gateway):
        assert await Screen(gateway, query=f"visitor={token}").closed() == 4401

    on_gateway(scene)


PUBLIC = "203.0.114.9"


def test_made_up_cookies_from_one_address_keep_nobody_else_waiting(bo, monkeypatch):
    """They are asked about one at a time, so the second of the two threads is free for everybody else."""
    cookie, may_go_on, known = cookie_of(bo), threading.Event(), person.agent_of
    asked = []

    def slow_for_strangers(scope):
        if b"made-up" in dict(scope["headers"])[b"cookie"]:
            asked.append(scope)
            may_go_on.wait(10)
        return known(scope)

    monkeypatch.setattr(live, "agent_of", slow_for_strangers)
    monkeypatch.setattr(door, "MAX_WAITING", 30)

    async def scene(gateway):
        crowd = [Screen(gateway, cookie=f"shopbell=made-up-{n}", address=PUBLIC) for n in range(40)]
        try:
            await Screen(gateway, cookie=cookie, address="203.0.114.10").open()
            await Screen(gateway, cookie=cookie).open()
            assert len(asked) == 1
            assert [await screen.closed() for screen in crowd[30:]] == [TOO_MUCH] * 10
        finally:
            may_go_on.set()
        assert [await screen.closed() for screen in crowd[:30]] == [SIGNED_OUT] * 30
        await Screen(gateway, cookie=cookie, address=PUBLIC).open()

    on_gateway(scene)
