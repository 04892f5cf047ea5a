"""Asking the DNS: remembered, bounded, and quiet when nobody answers."""

import dns.name
import pytest

from shopbell.channels.email.authenticity import names
from shopbell.channels.email.authenticity.names import MOST_ASKED, Names, NotNow, is_public


def test_what_was_asked_once_is_remembered_also_when_there_was_nothing(world):
    server = world.server()
    for _ in range(3):
        assert Names(server).txt("_dmarc.shopper.example") == [b"v=DMARC1; p=reject"]
        assert Names(server).txt("nobody.shopper.example") == []

    assert sum(world.asked.values()) == 2


def test_an_answer_is_asked_for_again_when_it_is_old(world):
    now = [1000.0]
    server = world.server()
    server.clock = lambda: now[0]
    Names(server).txt("_dmarc.shopper.example")
    now[0] += 3601
    Names(server).txt("_dmarc.shopper.example")

    assert world.asked["_dmarc.shopper.example. TXT"] == 2


def test_a_long_answer_is_used_and_not_kept(world):
    world.txt("long.example", *["x" * 1000 + str(number) for number in range(5)])
    server = world.server()

    assert len(Names(server).txt("long.example")) == 5
    assert not server._kept


def test_what_is_out_of_date_makes_room_first(world, monkeypatch):
    monkeypatch.setattr(names, "MOST_KEPT", 10)
    now = [1000.0]
    server = world.server()
    server.clock = lambda: now[0]
    for number in range(10):
        server._keep(f"n{number}.example.", "TXT", [], 60 if number >= 5 else 600)
    now[0] += 61
    server._keep("new.example.", "TXT", [], 60)

    assert [name for name, _ in server._kept] == [
        *(f"n{number}.example." for number in range(5)),
        "new.example.",
    ]


def test_what_is_kept_is_bounded_in_bytes(world, monkeypatch):
    monkeypatch.setattr(names, "MOST_KEPT_BYTES", 3000)
    server = world.server()
    for number in range(100):
        server._keep(f"n{number}.example.", "TXT", [], 600)

    assert len(server._kept) <= 11
    assert ("n99.example.", "TXT") in server._kept


def test_one_mail_asks_so_much_and_no_more(world):
    asking = Names(world.server(), seconds=60)
    for number in range(MOST_ASKED):
        asking.txt(f"n{number}.shopper.example")

    with pytest.raises(NotNow):
        asking.txt("one.more.example")


def test_one_mail_waits_so_long_and_no_longer(world):
    with pytest.raises(NotNow):
        Names(world.server(), seconds=0).txt("shopper.example")
    assert not world.asked


def test_a_dead_dns_is_left_alone_for_a_while(world):
    world.is_dead = True
    server = world.server()
    server.resolver.timeout = 0.1
    for number in range(3):
        with pytest.raises(NotNow):
            Names(server, seconds=0.1).txt(f"n{number}.example")
    asked = sum(world.asked.values())
    for number in range(1000):
        with pytest.raises(NotNow):
            Names(server).txt(f"m{number}.example")

    assert sum(world.asked.values()) == asked


def test_a_stranger_with_dead_name_servers_does_not_stop_the_others(world):
    world.silent = {f"n{number}.evil.example" for number in range(9)}
    server = world.server()
    server.resolver.timeout = 0.1
    for name in world.silent:
        with pytest.raises(NotNow):
            Names(server, seconds=0.1).txt(name)

    assert Names(server).txt("_dmarc.shopper.example")


def test_a_name_that_the_resolver_refuses_has_no_records(world, monkeypatch):
    server = world.server()

    def refuse(*_, **__):
        raise dns.name.BadEscape

    monkeypatch.setattr(server.resolver, "resolve", refuse)

    assert Names(server).txt("shopper.example") == []


@pytest.mark.parametrize(
    "name",
    [
        "localhost",
        "printer",
        "nas.local",
        "db.internal",
        "x.corp",
        "a..example",
        "x" * 64 + ".example",
        "a." * 200,
        r"a\9.example",
        "a b.example",
        "käse.example",
        "a\x00.example",
    ],
)
def test_what_is_no_name_of_the_world_is_not_asked(world, name):
    assert not is_public(name.rstrip("."))
    assert Names(world.server()).txt(name) == []
    assert not world.asked
