"""SPF: who may send for a domain, and how many questions that may cost."""

import time
from ipaddress import ip_address

import pytest

from shopbell.channels.email.authenticity.names import Names
from shopbell.channels.email.authenticity.spf import Asked, Check, check_spf
from shopbell.channels.email.authenticity.verdict import Result

from .conftest import PEER

SIX = "2606:2800:21f:cb07::1"


@pytest.fixture
def spf(world):
    def judge(
        record: str | None = None,
        *,
        peer: str = PEER,
        sender: str = "mina@asked.example",
        helo="mx.asked.example",
    ):
        if record is not None:
            world.txt("asked.example", record)
        return check_spf(ip_address(peer), helo, sender, Names(world.server()))[0]

    return judge


@pytest.mark.parametrize(
    ("record", "result"),
    [
        (f"v=spf1 ip4:{PEER} -all", Result.PASS),
        ("v=spf1 ip4:93.184.0.0/16 -all", Result.PASS),
        ("v=spf1 ip4:198.51.100.1 -all", Result.FAIL),
        ("v=spf1 ip4:198.51.100.1 ~all", Result.SOFTFAIL),
        ("v=spf1 ?all", Result.NEUTRAL),
        ("v=spf1 +all", Result.PASS),
        ("V=SPF1 ALL", Result.PASS),
        ("v=spf1", Result.NEUTRAL),
        ("v=spf10 -all", Result.NONE),
        ("v=spf1 ip6:2606:2800::/32 -all", Result.FAIL),
        ("v=spf1 ip4:1.2.3 -all", Result.PERMERROR),
        ("v=spf1 ip4:1.2.3.4/33 -all", Result.PERMERROR),
        ("v=spf1 -all:x", Result.PERMERROR),
        ("v=spf1 nonsense -all", Result.PERMERROR),
        ("v=spf1 include -all", Result.PERMERROR),
        ("v=spf1 a:%{x}.example -all", Result.PERMERROR),
        ("v=spf1 unknown=word -all", Result.FAIL),
        ("v=spf1 redirect=a.example redirect=b.example", Result.PERMERROR),
    ],
)
def test_what_a_record_says_of_a_server(spf, record, result):
    assert spf(record) == result


def test_a_domain_without_a_record_says_nothing(spf):
    assert spf() == Result.NONE


def test_two_records_are_an_error(spf, world):
    world.txt("asked.example", "v=spf1 -all", "v=spf1 +all")

    assert spf() == Result.PERMERROR


def test_addresses_and_mail_servers_of_the_domain(spf, world):
    world.add("asked.example", "MX", "10 mx.asked.example.")
    world.add("mx.asked.example", "A", "93.184.215.77")
    world.add("mx.asked.example", "AAAA", SIX)

    assert spf("v=spf1 mx/24//64 -all") == Result.PASS
    assert spf(peer=SIX) == Result.PASS
    assert spf(peer="8.8.8.8") == Result.FAIL


def test_includes_and_redirects_are_followed(spf, world):
    world.txt("one.example", f"v=spf1 ip4:{PEER} -all")
    world.txt("two.example", "v=spf1 include:one.example ~all")

    assert spf("v=spf1 redirect=two.example") == Result.PASS
    assert spf(peer="8.8.8.8") == Result.SOFTFAIL


def test_an_include_without_a_record_is_an_error(spf):
    assert spf("v=spf1 include:nobody.example -all") == Result.PERMERROR


def test_more_than_ten_look_ups_are_an_error(spf, world):
    for number in range(12):
        world.txt(f"i{number}.example", f"v=spf1 include:i{number + 1}.example -all")

    assert spf("v=spf1 include:i0.example -all") == Result.PERMERROR


def test_a_record_that_includes_itself_ends(spf, world):
    assert spf("v=spf1 include:asked.example -all") == Result.PERMERROR
    assert sum(world.asked.values()) < 5


def test_more_than_two_names_that_are_not_there_are_an_error(spf):
    assert spf("v=spf1 a:x1.example a:x2.example a:x3.example +all") == Result.PERMERROR


def test_macros_ask_for_this_sender(spf, world):
    world.add("mina.14.215.184.93.in-addr.asked.example", "A", "127.0.0.2")

    assert spf("v=spf1 exists:%{l}.%{ir}.%{v}.%{d2} -all") == Result.PASS
    assert spf(sender="theo@asked.example") == Result.FAIL


def test_a_thousand_macros_are_an_error_and_take_no_time(spf, world):
    world.txt("long.example", "v=spf1 exists:" + "%{s}" * 1000 + ".long.example -all")
    started = time.perf_counter()

    assert spf(sender="a" * 60 + "." + "b." * 90 + "@long.example") == Result.PERMERROR
    assert time.perf_counter() - started < 0.5


def test_of_a_name_that_is_too_long_the_left_labels_go(spf, world):
    tail = ".".join(["x" * 49] * 5)  # 249 letters
    check = Check(Asked(ip_address(PEER), "mx.a.example", "mina@a.example"), Names(world.server()))

    assert check._expanded(f"%{{l}}.abc.{tail}", "a.example") == f"abc.{tail}"
    assert check._expanded(f"%{{l}}.{tail}", "a.example") == tail
    assert check._expanded(f"%{{l}}.abcd.{tail}", "a.example") == tail


def test_the_name_that_the_server_gives_itself_counts_for_the_empty_sender(spf, world):
    world.txt("mx.asked.example", f"v=spf1 ip4:{PEER} -all")

    assert spf(sender="") == Result.PASS


def test_a_silent_name_server_is_no_answer(spf, world):
    world.silent.add("asked.example")

    assert spf() == Result.TEMPERROR


def test_private_zones_are_not_asked(spf, world):
    assert (
        spf("v=spf1 a:intranet.local a:printer exists:%{l}.corp include:box.internal -all")
        == Result.PERMERROR
    )
    assert not [each for each in world.asked if "example" not in each]


def test_names_that_lead_back_are_found(spf, world):
    world.add("14.215.184.93.in-addr.arpa", "PTR", "out.asked.example.")
    world.add("out.asked.example", "A", PEER)

    assert spf("v=spf1 ptr -all") == Result.PASS
