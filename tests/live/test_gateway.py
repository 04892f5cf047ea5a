"""The gateway as a browser meets it: an ASGI app with a database behind it."""

import asyncio
import secrets

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from shopbell.accounts.availability import Availability
from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.core.bus import publish
from shopbell.live.gateway import Gateway
from shopbell.live.looking import lookers
from shopbell.live.person import Person, may_hear
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import add_note

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "testserver"


class Screen:
    """One end of a socket of `gateway`."""

    def __init__(
        self, gateway: Gateway, *, cookie: str = "", query: str = "", origin: str = f"http://{HOST}"
    ):
        self._in: asyncio.Queue = asyncio.Queue()
        self._out: asyncio.Queue = asyncio.Queue()
        self._in.put_nowait({"type": "websocket.connect"})
        headers = [(b"host", HOST.encode()), (b"origin", origin.encode()), (b"cookie", cookie.encode())]
        scope = {"type": "websocket", "path": "/live", "query_string": query.encode(), "headers": headers}
        self.task = asyncio.create_task(gateway(scope, self._in.get, self._put))

    async def _put(self, message: dict) -> None:
        self._out.put_nowait(message)

    async def next(self) -> dict:
        return await asyncio.wait_for(self._out.get(), 5)

    async def hears(self) -> str:
        return (await self.next())["text"]

    def is_silent(self) -> bool:
        return self._out.empty()

    async def open(self) -> "Screen":
        assert (await self.next())["type"] == "websocket.accept"
        assert await self.hears() == "ready"
        return self

    def say(self, text: str) -> None:
        self._in.put_nowait({"type": "websocket.receive", "text": text})

    async def close(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.task


def cookie_of(agent) -> str:
    client = Client()
    client.force_login(agent)
    return f"shopbell={client.cookies['shopbell'].value}"


def on_gateway(scene):
    """Run the coroutine `scene(gateway)` with a gateway that is connected to the bus."""

    async def run():
        gateway = Gateway()
        await gateway.start()
        try:
            await scene(gateway)
        finally:
            await gateway.stop()

    asyncio.run(run())


async def follow(screen: Screen, topic: str) -> None:
    """Follow `topic` and wait until it is in force: the bus is asked until it answers."""
    screen.say(f"follow {topic}")
    for _ in range(50):
        await sync_to_async(publish, thread_sensitive=False)(topic)
        await asyncio.sleep(0.05)
        if not screen.is_silent():
            break
    while not screen.is_silent():
        await screen.next()


def test_an_agent_hears_of_a_change_of_a_ticket_they_may_read(bo, late_parcel):
    cookie = cookie_of(bo)

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        await follow(screen, f"ticket-{late_parcel.pk}")
        await sync_to_async(add_note, thread_sensitive=False)(late_parcel, "Looked into it", by=bo)
        assert await screen.hears() == f"ticket-{late_parcel.pk}"
        await screen.close()

    on_gateway(scene)


def test_an_agent_of_another_team_hears_nothing(cy, bo, late_parcel):
    cookie = cookie_of(cy)

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        screen.say(f"follow ticket-{late_parcel.pk}")
        await follow(screen, f"agent-{cy.pk}")
        await sync_to_async(add_note, thread_sensitive=False)(late_parcel, "Between us", by=bo)
        await asyncio.sleep(0.2)
        assert screen.is_silent()
        await screen.close()

    on_gateway(scene)


@pytest.mark.parametrize(
    "topic", ["agent-0", "nonsense", "ticket-", "ticket-x", "queue-1", "ticket-99999999999999999999"]
)
def test_topics_of_nobody_are_followed_by_nobody(root, topic):
    assert not may_hear(Person(root.pk, is_agent=True), topic)


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
        screen = await Screen(gateway, query=f"visitor={token}").open()
        screen.say(f"follow ticket-{late_parcel.pk}")
        screen.say("follow queue")
        await asyncio.sleep(0.2)
        await sync_to_async(publish, thread_sensitive=False)(f"ticket-{late_parcel.pk}", "queue")
        await asyncio.sleep(0.6)
        assert screen.is_silent()
        await screen.close()

    on_gateway(scene)


def test_an_open_screen_makes_an_agent_present_and_the_last_closed_one_absent(bo):
    cookie = cookie_of(bo)

    async def seen_at():
        return await sync_to_async(
            lambda: Availability.objects.get(agent=bo).seen_at, thread_sensitive=False
        )()

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
        return await sync_to_async(lambda: lookers(late_parcel.pk, timezone.now()), thread_sensitive=False)()

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


def test_a_revoked_session_closes_its_socket(bo, monkeypatch):
    from datetime import timedelta

    from django.contrib.sessions.models import Session

    cookie = cookie_of(bo)
    monkeypatch.setattr("shopbell.live.beat.BEAT", timedelta(seconds=0.1))

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        await sync_to_async(Session.objects.all().delete, thread_sensitive=False)()
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
        await sync_to_async(bo.save, thread_sensitive=False)()
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
        await sync_to_async(cut, thread_sensitive=False)()
        assert await screen.hears() == "ready"
        await sync_to_async(assign_ticket, thread_sensitive=False)(late_parcel, bo, by=bo)
        assert await screen.hears() == f"ticket-{late_parcel.pk}"
        await screen.close()

    on_gateway(scene)
