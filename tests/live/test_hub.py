import asyncio
import time

import pytest

from shopbell.live.hub import FRESH_SECONDS, MAX_PENDING, Hub, Socket


class Screen:
    """A line to a screen that can be held up, as a slow network does."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.is_free = asyncio.Event()
        self.is_free.set()

    async def send(self, message: dict) -> None:
        await self.is_free.wait()
        self.heard.append(message["text"])


def on_loop(test):
    def run():
        asyncio.run(test())

    run.__name__ = test.__name__
    return run


@on_loop
async def test_only_screens_that_show_a_topic_hear_of_it():
    hub, ada, bo = Hub(), Screen(), Screen()
    socket, other = Socket(ada.send, "ada"), Socket(bo.send, "bo")
    hub.follow(socket, "ticket-7")
    hub.follow(other, "ticket-8")

    hub.tell("ticket-7")

    assert ada.heard == ["ticket-7"] and bo.heard == []


@on_loop
async def test_a_screen_that_left_a_topic_hears_no_more():
    hub, ada = Hub(), Screen()
    socket = Socket(ada.send, "ada")
    hub.follow(socket, "ticket-7")
    hub.leave(socket, "ticket-7")

    hub.tell("ticket-7")

    assert ada.heard == []


@on_loop
async def test_a_screen_that_follows_what_has_just_changed_is_told_so():
    hub, early, late = Hub(), Screen(), Screen()
    hub.tell("ticket-7")
    hub.tell('ticket-8 {"typing": "agent"}')
    for topic in ("ticket-7", "ticket-8"):
        hub.follow(Socket(early.send, "early"), topic)

    with pytest.MonkeyPatch.context() as clock:
        now = time.monotonic() + FRESH_SECONDS
        clock.setattr("shopbell.live.hub.time.monotonic", lambda: now)
        hub.follow(Socket(late.send, "late"), "ticket-7")

    assert (early.heard, late.heard) == (["ticket-7"], [])
    assert not hub._told_at


@on_loop
async def test_what_changed_before_a_screen_fetched_everything_is_no_news():
    hub, screen = Hub(), Screen()
    socket = Socket(screen.send, "ada")
    hub.tell("ticket-7")
    socket.push("ready")
    hub.tell("ticket-8")

    for topic in ("ticket-7", "ticket-8"):
        hub.follow(socket, topic)

    assert screen.heard == ["ready", "ticket-8"]


@on_loop
async def test_a_slow_screen_holds_up_nobody_and_is_told_once():
    hub, slow, quick = Hub(), Screen(), Screen()
    for screen in (slow, quick):
        hub.follow(Socket(screen.send, screen), "ticket-7")
    slow.is_free.clear()

    for _ in range(50):
        hub.tell("ticket-7")
    await asyncio.sleep(0)
    assert quick.heard == ["ticket-7"] * 50

    slow.is_free.set()
    await asyncio.sleep(0.01)
    assert slow.heard == ["ticket-7"]


@on_loop
async def test_a_screen_that_missed_too_much_is_told_to_fetch_everything():
    hub, slow = Hub(), Screen()
    hub.follow(Socket(slow.send, "slow"), "ticket-7")
    slow.is_free.clear()

    for number in range(MAX_PENDING + 5):
        hub.tell(f'ticket-7 {{"n": {number}}}')
    slow.is_free.set()
    await asyncio.sleep(0.01)

    assert "ready" in slow.heard and len(slow.heard) < MAX_PENDING


@on_loop
async def test_a_busy_queue_is_told_calmly():
    hub, ada = Hub(), Screen()
    hub.follow(Socket(ada.send, "ada"), "queue")

    for _ in range(30):
        hub.tell("queue")
    await asyncio.sleep(0.5)

    assert ada.heard == ["queue"]


@on_loop
async def test_many_screens_of_a_busy_queue_are_told_one_after_the_other_and_each_after_the_last_change():
    hub, screens = Hub(), [Screen() for _ in range(20)]
    for screen in screens:
        hub.follow(Socket(screen.send, screen), "queue")

    hub.tell("queue")
    while not any(screen.heard for screen in screens):
        await asyncio.sleep(0)
    assert sum(len(screen.heard) for screen in screens) == 1
    while not all(screen.heard for screen in screens[:-1]) and sum(len(s.heard) for s in screens) < 19:
        await asyncio.sleep(0)
    hub.tell("queue")  # those who were told are told again, in the next round
    while hub._rounds:
        await asyncio.sleep(0.01)

    assert [screen.heard for screen in screens] == [["queue", "queue"]] * 20


@on_loop
async def test_a_screen_that_leaves_during_a_round_is_not_told():
    hub, first, other = Hub(), Screen(), Screen()
    sockets = [Socket(screen.send, screen) for screen in (first, other)]
    for socket in sockets:
        hub.follow(socket, "queue")
    hub.tell("queue")
    while not (first.heard or other.heard):
        await asyncio.sleep(0)

    for socket in sockets:
        hub.leave(socket, "queue")
    while hub._rounds:
        await asyncio.sleep(0.01)

    assert len(first.heard + other.heard) == 1


@on_loop
async def test_a_dead_line_does_not_stop_the_others():
    hub, ada = Hub(), Screen()

    async def broken(message: dict) -> None:
        raise OSError("gone")

    hub.follow(Socket(broken, "dead"), "ticket-7")
    hub.follow(Socket(ada.send, "ada"), "ticket-7")

    hub.tell("ticket-7")

    assert ada.heard == ["ticket-7"]


@pytest.mark.parametrize("count", [1, 5])
def test_a_removed_socket_leaves_nothing_behind(count):
    async def run():
        hub = Hub()
        for number in range(count):
            socket = Socket(Screen().send, number)
            hub.add(socket)
            hub.follow(socket, "queue")
            hub.follow(socket, f"ticket-{number}")
            hub.remove(socket)
        assert not hub.sockets and not hub._followers

    asyncio.run(run())
