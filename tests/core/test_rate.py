import ipaddress

import pytest
from django.test import RequestFactory
from django.utils import timezone

from shopbell.core import rate
from shopbell.core.models import RateCount

pytestmark = pytest.mark.django_db


def test_a_new_window_begins_anew(monkeypatch):
    monkeypatch.setattr(rate.time, "time", lambda: 1000.0)
    rate.count_use("x", limit=1, seconds=60)
    with pytest.raises(rate.TooMany):
        rate.count_use("x", limit=1, seconds=60)

    monkeypatch.setattr(rate.time, "time", lambda: 1100.0)
    rate.count_use("x", limit=1, seconds=60)


def test_a_shoppers_own_words_in_the_header_are_not_their_address(settings):
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "1.1.1.1, 8.8.8.8"}, REMOTE_ADDR="10.0.0.1"
    )

    assert rate.address_of(request) == "10.0.0.1"
    settings.PROXY_COUNT = 1
    assert rate.address_of(request) == "8.8.8.8"


@pytest.mark.parametrize(
    ("hop", "address"),
    [
        ("8.8.8.8:5678", "8.8.8.8"),
        ("[2a00:1450:4001:81b::1]:5678", "2a00:1450:4001:81b::1"),
        ('"[2a00:1450:4001:81b::1]"', "2a00:1450:4001:81b::1"),
        ("2a00:1450:4001:81b::1", "2a00:1450:4001:81b::1"),
        ("::ffff:8.8.8.8", "::ffff:8.8.8.8"),
        ("unknown", ""),
        ("8.8.8.8:", ""),
    ],
)
def test_a_hop_may_name_its_port(settings, hop, address):
    settings.PROXY_COUNT = 1
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": f"1.1.1.1, {hop}"}, REMOTE_ADDR="10.0.0.1"
    )

    assert ipaddress.ip_address(rate.address_of(request) or "::") == ipaddress.ip_address(address or "::")


def test_addresses_of_our_own_network_are_not_limited():
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")

    for _ in range(5):
        rate.count_address("x", request, limit=1, seconds=60)


def test_old_counts_are_forgotten():
    rate.count_use("x", limit=1, seconds=60)

    assert rate.forget_counts(timezone.now()) == 0
    assert rate.forget_counts(timezone.now() + rate.KEPT * 2) == 1
    assert not RateCount.objects.exists()


def asked_from(address):
    rate.count_address("x", RequestFactory().get("/", REMOTE_ADDR=address), limit=1, seconds=60)


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("2a00:1450:4001:81b::1", "2a00:1450:4001:81b:ffff:ffff:ffff:ffff"),  # one person's network
        ("9.9.9.9", "::ffff:9.9.9.9"),  # IPv4 as a socket for both writes it
    ],
)
def test_addresses_that_one_person_has_are_counted_together(one, same):
    asked_from(one)

    with pytest.raises(rate.TooMany):
        asked_from(same)


@pytest.mark.parametrize(
    ("one", "other"), [("2a00:1450:4001:81b::1", "2a00:1450:4001:81c::1"), ("9.9.9.9", "9.9.9.10")]
)
def test_addresses_of_two_people_are_counted_apart(one, other):
    asked_from(one)
    asked_from(other)


@pytest.mark.parametrize("address", ["fe80::1", "fd00::7", "::1", "::ffff:10.0.0.1", "192.168.0.2", ""])
def test_addresses_of_no_network_of_the_world_are_not_counted(address):
    asked_from(address)
    asked_from(address)
