"""A carrier's webhook: what is let in, that it is kept before it is read, and what its scans change."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from shopbell.shop.carriers.call import CarrierCall, forget_calls, keep_call, take_call, take_early_calls
from shopbell.shop.carriers.scanning import parcels_numbered
from shopbell.shop.models import CarrierAccount, Shipment
from tests.fakes.carrier import SECRET, FakeAfterShip, FakeCarrier
from tests.shop.carriers.scans import DELIVERED, PICKED_UP, order_of

from .conftest import NUMBER, jobs_of

SORTED = (NUMBER, "2026-11-21T02:00:00+00:00", "on_the_way", "Sorted", "Lille hub")
KINDS = pytest.mark.parametrize("kind", [FakeCarrier, FakeAfterShip])


@KINDS
def test_scans_come_by_webhook(account, shipment, bring, kind):
    CarrierAccount.objects.update(kind=kind.kind)
    carrier = kind()
    carrier.scan(*PICKED_UP)
    carrier.scan(*SORTED)
    carrier.expected[NUMBER] = "2026-11-23"

    assert bring(account, *carrier.call(NUMBER)).status_code == 200

    scan = shipment.scans.last()
    assert (scan.step, scan.place, scan.text) == ("on_the_way", "Lille hub", "Sorted")
    assert scan.at.isoformat() == SORTED[1]
    assert order_of(shipment).status == "shipped" and shipment.expected_on == date(2026, 11, 23)
    assert shipment.shipped_at == shipment.scans.first().at and shipment.delivered_at is None
    assert CarrierAccount.objects.get().heard_at


@KINDS
def test_a_wrong_signature_brings_nothing(account, shipment, bring, kind):
    CarrierAccount.objects.update(kind=kind.kind)
    carrier = kind()
    carrier.scan(*PICKED_UP)
    body, headers = carrier.call(NUMBER)

    for wrong in (
        {},
        {carrier.signature: carrier.sign(body, "other")},
        {carrier.signature: carrier.sign(b"x")},
        {carrier.signature: "é"},
    ):
        assert bring(account, body, wrong).status_code == 401
    assert not CarrierCall.objects.exists() and not shipment.scans.exists()


def test_an_account_without_a_secret_or_switched_off_is_closed(account, bring):
    body, headers = b"{}", {FakeCarrier.signature: FakeCarrier().sign(b"{}", "")}

    CarrierAccount.objects.update(hook_secret="")
    assert bring(account, body, headers).status_code == 404
    CarrierAccount.objects.update(hook_secret=SECRET, is_active=False)
    assert bring(account, body, {FakeCarrier.signature: FakeCarrier().sign(body)}).status_code == 404


def test_a_call_that_comes_again_changes_nothing(account, shipment, bring, carrier):
    carrier.scan(*PICKED_UP)

    for _ in range(3):
        bring(account, *carrier.call(NUMBER))
    carrier.scan(*SORTED)
    bring(account, *carrier.call(NUMBER))

    assert shipment.scans.count() == 2 and CarrierCall.objects.count() == 2


def test_scans_that_come_late_change_nothing_that_was_right(account, shipment, bring, carrier):
    late = FakeCarrier()
    late.scan(*SORTED)
    late.expected[NUMBER] = "2026-11-30"
    carrier.scan(*DELIVERED)
    carrier.expected[NUMBER] = "2026-11-22"

    bring(account, *carrier.call(NUMBER))
    bring(account, *late.call(NUMBER))

    assert order_of(shipment).status == "delivered" and shipment.scans.count() == 2
    assert shipment.expected_on == date(2026, 11, 22) and shipment.delivered_at == shipment.scans.last().at
    assert shipment.shipped_at.isoformat() == DELIVERED[1]


def test_a_killed_worker_leaves_the_call_with_its_job(account, shipment, carrier):
    carrier.scan(*PICKED_UP)
    body, _headers = carrier.call(NUMBER)

    assert keep_call(account, body, timezone.now()) and not keep_call(account, body, timezone.now())

    (job,) = jobs_of("shop.take_carrier_call")
    take_call(**job)
    take_call(**job)  # it died after its work, before the queue knew
    assert shipment.scans.count() == 1 and CarrierCall.objects.get().state == "taken"


def test_what_was_taken_is_not_kept(account, shipment, bring, carrier):
    carrier.scan(*PICKED_UP)

    bring(account, *carrier.call(NUMBER))

    assert bytes(CarrierCall.objects.get().body) == b""


def test_a_call_waits_for_the_parcel_that_the_shop_has_not_told_of(account, shipment, bring, carrier):
    Shipment.objects.update(tracking_number="")
    carrier.scan(*PICKED_UP)
    bring(account, *carrier.call(NUMBER))
    assert CarrierCall.objects.get().state == "early" and take_early_calls(timezone.now()) == 0

    Shipment.objects.update(tracking_number="6a0241".upper())
    assert take_early_calls(timezone.now()) == 1
    take_call(**jobs_of("shop.take_carrier_call")[-1])

    assert shipment.scans.count() == 1 and CarrierCall.objects.get().state == "taken"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'{"parcels": 1}', b'{"parcels": [{}]}', b"\xff", b'{"parcels": [{"tracking_number": "1", "scans": [{"at": "x", "text": "y"}]}]}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_kept_and_shown(account, bring, body, desk, root):
    answer = bring(account, body, {FakeCarrier.signature: FakeCarrier().sign(body)})

    call = CarrierCall.objects.get()
    assert answer.status_code == 200 and call.state == "unreadable" and bytes(call.body) == body
    page = desk(root).get(f"/desk/settings/carriers/{account.pk}/").content.decode()
    assert "It cannot be read" in page
    desk(root).post(f"/desk/settings/carriers/calls/{call.pk}/again/")
    assert len(jobs_of("shop.take_carrier_call")) == 2


@pytest.mark.parametrize(
    "msg",
    [
        None,
        [],
        {},
        {"tracking_number": NUMBER},
        {"tracking_number": NUMBER, "checkpoints": [None, {"tag": "Delivered"}, {"checkpoint_time": "soon"}]},
    ],
)
def test_what_aftership_leaves_out_harms_nothing(account, shipment, bring, msg):
    CarrierAccount.objects.update(kind="aftership")
    body = json.dumps({"event": "tracking_update", "msg": msg}).encode()

    assert bring(account, body, {FakeAfterShip.signature: FakeAfterShip().sign(body)}).status_code == 200
    assert not shipment.scans.exists()


def test_a_call_that_is_too_large_is_turned_down(account, bring):
    body = b" " * 1_000_001

    assert bring(account, body, {FakeCarrier.signature: FakeCarrier().sign(body)}).status_code == 413


def test_a_parcel_of_another_account_is_left_alone(account, shipment, bring, carrier):
    CarrierAccount.objects.create(name="All others", hook_secret=SECRET)
    carrier.scan(*PICKED_UP)
    others = CarrierAccount.objects.get(name="All others")

    bring(others, *carrier.call(NUMBER))
    assert not shipment.scans.exists() and CarrierCall.objects.get().state == "taken"

    Shipment.objects.update(carrier="Nordwind")
    carrier.scan(*SORTED)
    bring(others, *carrier.call(NUMBER))
    assert shipment.scans.count() == 2


def test_a_number_is_the_same_however_it_is_spaced(account, shipment, bring, carrier):
    carrier.scan("6a 02 41", *PICKED_UP[1:])

    bring(account, *carrier.call("6a 02 41"))

    assert shipment.scans.count() == 1


def test_old_calls_are_forgotten(account, bring):
    bring(account, b"{", {FakeCarrier.signature: FakeCarrier().sign(b"{")})

    assert forget_calls(timezone.now()) == 0
    assert forget_calls(timezone.now() + timedelta(days=15)) == 1


@pytest.mark.parametrize("number", ["", " ", "\t"])
def test_a_number_of_blanks_is_no_parcels(shipment, number):
    Shipment.objects.update(tracking_number="")

    assert not parcels_numbered(number).exists()
