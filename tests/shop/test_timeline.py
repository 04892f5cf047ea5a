from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.shop.models import Scan
from shopbell.shop.timeline import hours, parcel_of


def shown(order):
    return parcel_of(order, order.shipments.first(), timezone.now())


@pytest.mark.requirement("R69")
def test_a_parcel_that_nobody_scans_is_said_to_be_stuck(parcel):
    found = shown(parcel)

    assert found.is_stuck and found.steps == ["done", "done", "done", "stuck", "to-come"]
    assert found.sentence == "Lyon depot: no scan for 61 hours."


def test_a_parcel_on_its_way_says_where_it_was_seen(make_order, mina):
    found = shown(make_order(mina, "1", scanned_hours_ago=5))

    assert not found.is_stuck and found.sentence == "Sorted at Lyon depot."


def test_a_delivered_parcel_is_never_stuck(parcel):
    shipment = parcel.shipments.get()
    Scan.objects.create(
        shipment=shipment,
        step="delivered",
        text="Left with a neighbour",
        place="Lyon",
        at=timezone.now() - timedelta(hours=55),
    )

    found = shown(parcel)

    assert found.steps == ["done"] * 5 and found.sentence == "Left with a neighbour, Lyon."


@pytest.mark.parametrize(
    ("status", "reached"), [("pending", 1), ("processed", 2), ("delivered", 5), ("cancelled", 0)]
)
def test_without_a_parcel_the_state_of_the_order_speaks(make_order, mina, status, reached):
    assert shown(make_order(mina, "2", status=status)).reached == reached


def test_long_silences_are_told_in_days():
    assert [hours(timedelta(hours=n)) for n in (1, 95, 96, 130)] == ["1 hour", "95 hours", "4 days", "5 days"]
