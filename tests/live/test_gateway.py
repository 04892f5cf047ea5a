"""The gateway as a browser meets it: an ASGI app with a database behind it."""

import asyncio
import secrets

import pytest
from django.db import OperationalError

from shopbell.accounts.availability import Availability
from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.core.bus import publish
from shopbell.live.looking import lookers
from shopbell.live.person import Person, hearable
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import add_note

from .screen import Screen, ask, cookie_of, follow, on_gateway

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_agent_hears_of_a_change_of_a_ticket_they_may_read(bo, late_parcel):
    cookie = cookie_of(bo)

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        await follow(screen, f"ticket-{late_parcel.pk}")
        await ask(add_note, late_parcel, "Looked into it", by=bo)
        assert await screen.hears() == f"ticket-{late_parcel.pk}"
        await screen.close()

    on_gateway(scene)


def test_a_screen_that_asks_whether_its_line_still_carries_is_answered(bo):
    cookie = cookie_of(bo)

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        screen.say("ping")
        assert await screen.hears() == "pong"
        await screen.close()

    on_gateway(scene)


def test_a_hand_at_a_page_is_noted(bo):
    cookie = cookie_of(bo)

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        screen.say("working")
        screen.say("ping")
        assert await screen.hears() == "pong"  # what was said before is done
        await screen.close()

    on_gateway(scene)
    assert Availability.objects.get(agent=bo).worked_at is not None


def test_what_changes_between_the_fetch_and_the_answer_to_follow_is_heard(bo, late_parcel):
    cookie, topic = cookie_of(bo), f"ticket-{late_parcel.pk}"

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        await ask(add_note, late_parcel, "Looked into it", by=bo)
        screen.say(f"follow {topic}")
        assert await screen.hears() == topic
        await screen.close()

    on_gateway(scene)


def test_an_agent_of_another_team_hears_nothing(cy, bo, late_parcel):
    cookie = cookie_of(cy)

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        screen.say(f"follow ticket-{late_parcel.pk}")
        await follow(screen, f"agent-{cy.pk}")
        await ask(add_note, late_parcel, "Between us", by=bo)
        await asyncio.sleep(0.2)
        assert screen.is_silent()
        await screen.close()

    on_gateway(scene)


@pytest.mark.parametrize(
    "topic", ["agent-0", "nonsense", "ticket-", "ticket-x", "queue-1", "ticket-99999999999999999999"]
)
def test_topics_of_nobody_are_followed_by_nobody(root, topic):
    assert hearable(Person(root.pk, is_agent=True), [topic]) == set()


def test_a_stranger_and_a_foreign_page_are_turned_away(ada):
    cookie = cookie_of(ada)

    async def scene(gateway):
        stranger = Screen(gateway)
        assert (await stranger.next())["type"] == "websocket.accept"
        closed = await stranger.next()
        assert (closed["type"], closed["code"]) == ("websocket.close", 4401)
        forged = Screen(gateway, cookie=cookie, origin="https://evil.example")
        assert (await forged.next()) == {"type": "websocket.close", "code": 4403}

    on_gateway(scene)


def test_a_visitor_hears_their_own_chat_only(late_parcel):
    token = secrets.token_urlsafe(32)
    find_or_create_visitor(token)

    async def scene(gateway):
        screen = await Screen(gateway, visitor=token).open()
        screen.say(f"follow ticket-{late_parcel.pk}")
        screen.say("follow queue")
        await asyncio.sleep(0.2)
        await ask(publish, f"ticket-{late_parcel.pk}", "queue")
        await asyncio.sleep(0.6)
        assert screen.is_silent()
        await screen.close()

    on_gateway(scene)


def test_an_open_screen_makes_an_agent_present_and_the_last_closed_one_absent(bo):
    cookie = cookie_of(bo)

    async def seen_at():
        return await ask(lambda: Availability.objects.get(agent=bo).seen_at)

    async def scene(gateway):
        first = await Screen(gateway, cookie=cookie).open()
        second = await Screen(gateway, cookie=cookie).open()
        assert await seen_at()
        await first.close()
        assert await seen_at()
        await second.close()
        assert await seen_at() is None

    on_gateway(scene)


def test_two_agents_in_one_ticket_see_each_other(ada, bo, late_parcel):
    from django.utils import timezone

    cookies = cookie_of(ada), cookie_of(bo)

    async def who():
        return await ask(lambda: lookers(late_parcel.pk, timezone.now()))

    async def scene(gateway):
        one = await Screen(gateway, cookie=cookies[0]).open()
        two = await Screen(gateway, cookie=cookies[1]).open()
        await follow(one, f"looking-{late_parcel.pk}")
        two.say(f"look ticket-{late_parcel.pk}")
        assert await one.hears() == f"looking-{late_parcel.pk}"
        assert await who() == [bo]
        await two.close()
        assert await one.hears() == f"looking-{late_parcel.pk}"
        assert await who() == []
        await one.close()

    on_gateway(scene)


def test_typing_reaches_the_others_without_touching_a_table(ada, bo, late_parcel):
    cookies = cookie_of(ada), cookie_of(bo)
    topic = f"ticket-{late_parcel.pk}"

    async def scene(gateway):
        one = await Screen(gateway, cookie=cookies[0]).open()
        two = await Screen(gateway, cookie=cookies[1]).open()
        await follow(one, topic)
        await follow(two, topic)
        two.say(f"typing {topic}")
        while (heard := await one.hears()) == topic:  # the rings of following itself
            pass
        assert heard.startswith(f"{topic} ") and '"name": "Bo"' in heard
        await one.close()
        await two.close()

    on_gateway(scene)


def test_typing_said_in_one_breath_with_following_reaches_the_others(ada, bo, late_parcel):
    """A page that opens says both at once, and whether it may hear the ticket is asked meanwhile."""
    cookies = cookie_of(ada), cookie_of(bo)
    topic = f"ticket-{late_parcel.pk}"

    async def scene(gateway):
        one = await Screen(gateway, cookie=cookies[0]).open()
        two = await Screen(gateway, cookie=cookies[1]).open()
        await follow(one, topic)
        two.say(f"follow {topic}")
        two.say(f"typing {topic}")
        while (heard := await one.hears()) == topic:
            pass
        assert '"typing": "agent"' in heard and '"name": "Bo"' in heard
        await one.close()
        await two.close()

    on_gateway(scene)


def test_a_revoked_session_closes_its_socket(bo, monkeypatch):
    from datetime import timedelta

    from django.contrib.sessions.models import Session

    cookie = cookie_of(bo)
    monkeypatch.setattr("shopbell.live.beat.BEAT", timedelta(seconds=0.1))

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        await ask(Session.objects.all().delete)
        assert (await screen.next())["type"] == "websocket.close"
        await screen.close()

    on_gateway(scene)


@pytest.mark.requirement("R171")
def test_a_deactivated_agent_loses_their_socket(bo, monkeypatch):
    from datetime import timedelta

    cookie = cookie_of(bo)
    monkeypatch.setattr("shopbell.live.beat.BEAT", timedelta(seconds=0.1))

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        bo.is_active = False
        await ask(bo.save)
        assert (await screen.next())["type"] == "websocket.close"
        await screen.close()

    on_gateway(scene)


def test_losing_the_database_tells_every_screen_to_fetch_again(bo, late_parcel):
    from django.db import connection

    cookie = cookie_of(bo)

    def cut():
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'"
            )

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        await follow(screen, f"ticket-{late_parcel.pk}")
        await ask(cut)
        assert await screen.hears() == "ready"
        await ask(assign_ticket, late_parcel, bo, by=bo)
        assert await screen.hears() == f"ticket-{late_parcel.pk}"
        await screen.close()

    on_gateway(scene)


def test_a_topic_that_was_asked_for_while_the_database_was_away_is_followed_when_it_is_back(
    bo, late_parcel, monkeypatch
):
    cookie, topic, fails = cookie_of(bo), f"ticket-{late_parcel.pk}", [True, True]

    def failing(*args):
        if fails:
            fails.pop()
            raise OperationalError("the database is away")
        return hearable(*args)

    monkeypatch.setattr("shopbell.live.gateway.hearable", failing)
    monkeypatch.setattr("shopbell.live.gateway.PAUSES_SECONDS", (0.01,))

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        screen.say(f"follow {topic}")
        assert await screen.hears() == "ready"  # it missed what changed, so it follows and fetches again
        screen.say(f"follow {topic}")
        await ask(add_note, late_parcel, "Looked into it", by=bo)
        assert await screen.hears() == topic

    on_gateway(scene)
