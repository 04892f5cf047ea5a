"""Asking carriers of the parcels under way: who is asked, how often, and what an answer that is none leads to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.shop.carriers.tracking import CannotAsk
from shopbell.shop.carriers.watch import FIRST, LEASE, LONGEST, ask_carrier, watch_parcels
from shopbell.shop.models import CarrierAccount, Order, Shipment, Watch
from tests.fakes.carrier import KEY, FakeAfterShip, running

from .conftest import NUMBER, jobs_of

ASK = "shop.ask_carrier"


def work(now=None) -> int:
    """The minute's job and the jobs that it enqueues; returns how many parcels were asked about."""
    known = len(jobs_of(ASK))
    now = now or timezone.now()
    count = watch_parcels(now)
    for job in jobs_of(ASK)[known:]:
        ask_carrier(**job, now=now)
    return count


@pytest.mark.requirement("R69")
def test_the_carrier_is_asked_of_what_is_under_way(account, shipment, carrier):
    carrier.scan(NUMBER, "2026-11-20T09:00:00Z", "picked_up", "Handed over")

    assert work() == 1

    assert carrier.asked == [[NUMBER]] and shipment.scans.get().text == "Handed over"
    account.refresh_from_db()
    assert account.answered_at and not account.trouble


def test_aftership_is_asked_of_many_at_once(account, shipment, make_order, mina, settings):
    Shipment.objects.create(
        order=make_order(mina, "2"), carrier="Colis", tracking_number="B2", shipped_at=timezone.now()
    )
    with running(FakeAfterShip()) as carrier:
        settings.PRIVATE_SHOPS = {carrier.address.removeprefix("http://")}
        CarrierAccount.objects.update(kind="aftership", address=carrier.address)
        carrier.scan(NUMBER, "2026-11-20T09:00:00", "picked_up", "Handed over")

        assert work() == 2

    assert carrier.asked == [[NUMBER, "B2"]] and shipment.scans.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda: Shipment.objects.update(delivered_at=timezone.now()),
        lambda: Shipment.objects.update(tracking_number=""),
        lambda: Shipment.objects.update(carrier="Nordwind"),
        lambda: Shipment.objects.update(shipped_at=timezone.now() - timedelta(days=61)),
        lambda: Order.objects.update(status="cancelled"),
        lambda: CarrierAccount.objects.update(polls=False),
        lambda: CarrierAccount.objects.update(is_active=False),
    ],
)
def test_nobody_asks_of_what_is_not_under_way(account, shipment, carrier, change):
    change()

    assert work() == 0 and not Watch.objects.exists()


def test_it_is_asked_again_later_and_later_while_nothing_happens(account, shipment, carrier):
    carrier.scan(NUMBER, "2026-11-20T09:00:00Z", "picked_up", "Handed over")
    now, pauses = timezone.now(), []
    for _ in range(7):
        work(now)
        watch = Watch.objects.get()
        pauses.append(watch.pause)
        assert work(now) == 0  # not twice
        now = watch.due_at + timedelta(seconds=1)
    carrier.scan(NUMBER, "2026-11-21T09:00:00Z", "on_the_way", "Sorted")
    work(now)

    assert pauses == [FIRST, *(FIRST * 2**n for n in range(1, 5)), LONGEST, LONGEST]
    assert Watch.objects.get().pause == FIRST


def test_what_has_arrived_is_asked_about_no_more(account, shipment, carrier):
    carrier.scan(NUMBER, "2026-11-20T09:00:00Z", "delivered", "Handed over")
    work()

    assert work(timezone.now() + timedelta(days=1)) == 0 and not Watch.objects.exists()
    shipment.order.refresh_from_db()
    assert shipment.order.status == "delivered"


def test_a_parcel_goes_over_to_the_account_that_names_its_carrier(account, shipment, carrier):
    CarrierAccount.objects.update(carriers="")
    work()
    account.refresh_from_db()
    named = CarrierAccount.objects.create(
        name="By name", carriers="COLIS", polls=True, api_key=KEY, address=account.address
    )
    assert Watch.objects.get().account == account

    work()

    assert Watch.objects.get().account == named


def test_a_dead_workers_parcels_are_asked_about_again(account, shipment, carrier):
    watch_parcels(timezone.now())  # its job is lost

    assert work(timezone.now() + LEASE - timedelta(minutes=1)) == 0
    assert work(timezone.now() + LEASE + timedelta(minutes=1)) == 1


@pytest.mark.parametrize(
    ("status", "headers", "words", "minutes"),
    [
        (401, {}, "does not accept the key", 2),
        (429, {"Retry-After": "3600"}, "asks to slow down", 60),
        (500, {}, "It has a fault (HTTP 500).", 2),
        (418, {}, "something else", 2),
        (200, {}, "cannot be read", 2),
    ],
)
def test_an_answer_that_is_none_is_shown_and_waited_for(
    account, shipment, carrier, status, headers, words, minutes, desk, root
):
    carrier.trouble = status, headers
    now = timezone.now()

    work(now)

    account.refresh_from_db()
    assert words in account.trouble and account.rest_until >= now + timedelta(minutes=minutes)
    assert words in desk(root).get(f"/desk/settings/carriers/{account.pk}/").content.decode()
    assert work(now + timedelta(minutes=minutes - 1)) == 0

    carrier.trouble = None
    work(account.rest_until + LEASE)
    account.refresh_from_db()
    assert not account.trouble and account.failures == 0


def test_nobody_is_asked_in_a_private_network_that_the_operator_has_not_named(account, carrier, settings):
    settings.PRIVATE_SHOPS = set()

    with pytest.raises(CannotAsk, match="may not be asked"):
        account.speaks.ask(account.place, account.key, [NUMBER])
    assert carrier.asked == []


def test_a_number_cannot_lead_elsewhere(account, carrier):
    account.speaks.ask(account.place, KEY, ["../admin?x=1#"])

    assert carrier.asked == [["../admin?x=1#"]]
