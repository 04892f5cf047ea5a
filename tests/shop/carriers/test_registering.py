"""A service that tells of no parcel that nobody told it of is told, once for each, as soon as it is under way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.shop.models import CarrierAccount, Shipment, Watch
from tests.fakes.carrier import KEY, FakeAfterShip, running

from .conftest import NUMBER
from .test_asking import work

pytestmark = pytest.mark.requirement("R69")


@pytest.fixture
def aftership(settings):
    with running(FakeAfterShip()) as fake:
        fake.registered = []
        settings.PRIVATE_SHOPS = {fake.address.removeprefix("http://")}
        yield fake


@pytest.fixture
def account(db, aftership):
    return CarrierAccount.objects.create(
        name="AfterShip", kind="aftership", polls=True, registers=True, api_key=KEY, address=aftership.address
    )


def later() -> int:
    Watch.objects.update(due_at=timezone.now())
    return work()


def test_a_parcel_is_told_of_once_and_its_scans_come(account, shipment, aftership):
    aftership.scan(NUMBER, "2026-11-20T09:00:00", "picked_up", "Handed over")
    work()
    later()

    assert aftership.registered == [NUMBER] and shipment.scans.get().text == "Handed over"
    assert Watch.objects.get().registered_at


def test_what_it_knows_already_is_no_failure(account, shipment, aftership):
    aftership.registered = [NUMBER]
    work()

    account.refresh_from_db()
    assert not account.trouble and Watch.objects.get().not_taken == ""


def test_a_number_that_it_does_not_take_is_shown_and_told_of_no_more(
    account, shipment, aftership, desk, root
):
    aftership.unknown_carriers = {NUMBER}
    work()
    later()

    account.refresh_from_db()
    assert not account.trouble and "recognize the carrier" in Watch.objects.get().not_taken
    page = desk(root).get(f"/desk/settings/carriers/{account.pk}/").content.decode()
    assert "Parcels that it does not take" in page and NUMBER in page


def test_a_refusal_without_words_is_a_sentence_all_the_same(account, shipment, aftership):
    aftership.take = lambda path, headers, body: (400, {"meta": {"code": 4012}})
    work()

    assert Watch.objects.get().not_taken == "It does not follow this number (its answer was 4012)."


def test_a_number_that_was_corrected_is_told_of_too(account, shipment, aftership):
    aftership.unknown_carriers = {NUMBER}
    work()
    Watch.objects.update(pause=timedelta(hours=12), due_at=timezone.now() + timedelta(hours=12))
    Shipment.objects.update(tracking_number="6A0242")
    work()

    assert aftership.registered == ["6A0242"] and Watch.objects.get().not_taken == ""


def test_another_key_is_another_account_that_is_told_of_everything(account, shipment, aftership, desk, root):
    work()
    aftership.registered = []
    form = {
        "name": "AfterShip", "kind": "aftership", "polls": "on", "registers": "on", "address": aftership.address,
        "is_active": "on",
    }  # fmt: skip
    desk(root).post(f"/desk/settings/carriers/{account.pk}/", form)
    later()
    assert aftership.registered == []

    assert (
        desk(root).post(f"/desk/settings/carriers/{account.pk}/", form | {"api_key": KEY}).status_code == 302
    )
    later()
    assert aftership.registered == [NUMBER]


def test_a_failure_repeats_none_of_the_others(account, shipment, make_order, mina, aftership):
    other = make_order(mina, "2", status="processed")
    Shipment.objects.create(order=other, carrier="Colis", tracking_number="B2", shipped_at=timezone.now())
    take, told = aftership.take, []

    def slow(path, headers, body):
        told.append(body)
        return (429, {"meta": {"code": 429}}) if len(told) == 2 else take(path, headers, body)

    aftership.take = slow
    work()
    account.refresh_from_db()
    assert "slow down" in account.trouble and aftership.registered == [NUMBER]

    CarrierAccount.objects.update(rest_until=None)
    work(timezone.now() + timedelta(hours=1))
    assert aftership.registered == [NUMBER, "B2"] and len(told) == 3


def test_only_where_the_setting_says_so(account, shipment, aftership):
    CarrierAccount.objects.update(registers=False)
    work()

    assert aftership.registered == [] and aftership.asked == [[NUMBER]]


def test_a_carrier_that_knows_its_own_parcels_is_told_of_none(desk, root, db):
    form = {
        "name": "Colis", "kind": "generic", "polls": "on", "registers": "on", "address": "https://colis.example/{number}",
        "is_active": "on",
    }  # fmt: skip
    page = desk(root).post("/desk/settings/carriers/new/", form)

    assert page.status_code == 422 and "is told of parcels" in page.content.decode()
