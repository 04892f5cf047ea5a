"""Presence when several processes serve the screens of one person."""

import asyncio
import random
import secrets
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.availability import PRESENCE, Availability
from shopbell.channels.chat.models import Visitor
from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.live import beat
from shopbell.live.looking import lookers
from shopbell.live.models import Presence
from shopbell.live.person import Person
from shopbell.live.presence import forget_presence, greet, keep_shown, say_goodbye, stay

from .screen import Screen, ask, cookie_of, eventually, on_gateway, on_gateways

pytestmark = pytest.mark.django_db(transaction=True)


def is_here(agent) -> bool:
    return Availability.objects.present(timezone.now()).filter(agent=agent).exists()


def test_closing_one_of_two_tabs_at_two_processes_leaves_an_agent_there(bo):
    cookie = cookie_of(bo)

    async def scene(one, two):
        first, second = [await Screen(gateway, cookie=cookie).open() for gateway in (one, two)]
        await first.close()
        assert await ask(is_here, bo)
        await second.close()
        assert not await ask(is_here, bo)

    on_gateways(2, scene)


def test_closing_one_of_two_pages_at_two_processes_leaves_a_visitor_there():
    token = secrets.token_urlsafe(32)
    visitor = find_or_create_visitor(token)

    def is_present():
        return Visitor.objects.get(pk=visitor.pk).is_present(timezone.now())

    async def scene(one, two):
        first, second = [await Screen(gateway, visitor=token).open() for gateway in (one, two)]
        await first.close()
        assert await ask(is_present)
        await second.close()
        assert not await ask(is_present)

    on_gateways(2, scene)


def test_a_ticket_that_is_open_at_two_processes_is_looked_at_until_both_are_closed(bo, late_parcel):
    cookie = cookie_of(bo)

    def who():
        return lookers(late_parcel.pk, timezone.now())

    async def scene(one, two):
        screens = [await Screen(gateway, cookie=cookie).open() for gateway in (one, two)]
        for screen in screens:
            screen.say(f"look ticket-{late_parcel.pk}")
        await eventually(lambda: late_parcel.looking.count() == 2)
        await screens[0].close()
        assert await ask(who) == [bo]
        await screens[1].close()
        assert await ask(who) == []

    on_gateways(2, scene)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_opens_and_closes_where_somebody_is_there_while_a_tab_is(bo, seed, monkeypatch):
    """Tabs at two processes open and close in any order, and beats come all the time."""
    monkeypatch.setattr("shopbell.live.beat.BEAT", timedelta(seconds=0.01))
    chance, cookie = random.Random(seed), cookie_of(bo)

    async def scene(*gateways):
        tabs = []
        for _ in range(14):
            if tabs and chance.random() < 0.5:
                await tabs.pop(chance.randrange(len(tabs))).close()
            else:
                tabs.append(await Screen(chance.choice(gateways), cookie=cookie).open())
            # a beat that began before may show somebody for a moment who has just gone, and never hides anybody
            await eventually(lambda: is_here(bo) == bool(tabs))
        for tab in tabs:
            await tab.close()
        await eventually(lambda: not is_here(bo) and not Presence.objects.exists())

    on_gateways(2, scene)


def test_a_beat_that_was_under_way_while_the_last_tab_closed_leaves_nobody_there(bo, monkeypatch):
    cookie, may_note, is_noting = cookie_of(bo), threading.Event(), threading.Event()
    note = beat._note

    def note_late(*args):
        is_noting.set()
        may_note.wait(10)
        note(*args)

    async def scene(gateway):
        tab = await Screen(gateway, cookie=cookie).open()
        monkeypatch.setattr(beat, "_note", note_late)
        monkeypatch.setattr(beat, "BEAT", timedelta(0))
        beating = asyncio.create_task(beat.beat(gateway))
        await asyncio.to_thread(is_noting.wait, 10)
        await tab.close()
        assert not await ask(is_here, bo)
        may_note.set()
        await beating
        assert not await ask(is_here, bo)
        assert not await ask(Presence.objects.exists)

    on_gateway(scene)


def test_a_tab_that_opens_while_a_beat_says_goodbye_is_not_forgotten(bo, monkeypatch):
    cookie, may_go, is_going = cookie_of(bo), threading.Event(), threading.Event()
    person = Person(bo.pk, is_agent=True)

    def say_goodbye_late(*args):
        is_going.set()
        may_go.wait(10)
        say_goodbye(*args)

    async def scene(gateway):
        monkeypatch.setattr("shopbell.live.gateway.say_goodbye", say_goodbye_late)
        letting_go = asyncio.create_task(gateway.let_go(person))
        await asyncio.to_thread(is_going.wait, 10)
        await Screen(gateway, cookie=cookie).open()
        may_go.set()
        await letting_go
        assert await ask(is_here, bo)

    on_gateway(scene)


def test_a_process_that_crashed_does_not_keep_anybody_there(bo):
    person, now = Person(bo.pk, is_agent=True), timezone.now()
    greet("crashed", person)
    Presence.objects.update(seen_at=now - PRESENCE)

    greet("alive", person)
    say_goodbye("alive", person)

    assert not is_here(bo)
    assert forget_presence(now + timedelta(hours=1)) == 1


def test_the_beat_keeps_everybody_there_with_one_statement_a_table(bo, ada, django_assert_num_queries):
    people = [Person(agent.pk, is_agent=True) for agent in (bo, ada)]
    for person in people:
        greet("one", person)
    later = timezone.now() + PRESENCE

    with django_assert_num_queries(2):
        stay("one", people, later)
        keep_shown(people, later)

    assert Availability.objects.present(later).count() == 2
