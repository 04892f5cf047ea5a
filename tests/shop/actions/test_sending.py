"""Parcels of a shop whose orders live here: they leave with a number, they arrive, and both can be taken back."""

import pytest

from shopbell.core.errors import Refused
from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.models import OrderLine, Scan, Shipment

from .state import everything
from .test_actions import line


def test_an_order_leaves_with_a_number_and_arrives(act, sell, mina, card):
    order = sell(mina, card, status="processed")

    act("send_parcel", order, carrier="Swift", tracking_number="SW7")

    order.refresh_from_db()
    parcel = order.shipments.get()
    assert (order.status, parcel.carrier, parcel.tracking_number) == ("shipped", "Swift", "SW7")
    assert parcel.shipped_at and list(parcel.lines.all()) == list(order.lines.all())

    act("confirm_arrival", order)
    order.refresh_from_db(), parcel.refresh_from_db()
    assert order.status == "delivered" and parcel.delivered_at
    act("return_items", order, lines=line(order))


def test_an_order_leaves_in_two_parcels(act, sell, mina, card):
    order = sell(mina, card)
    first, second = order.lines.get(), OrderLine.objects.create(order=order, name="Cup", price_cents=100)

    act("send_parcel", order, lines=[{"line": first.pk}], tracking_number="SW1")
    act("send_parcel", order, tracking_number="SW2")

    assert [list(each.lines.all()) for each in order.shipments.order_by("pk")] == [[first], [second]]


@pytest.mark.requirement("R126")
def test_a_promised_replacement_leaves_in_its_own_parcel(act, sell, mina, card):
    order = sell(mina, card, status="delivered")
    act("reship", order, reason="broken")

    act("send_parcel", order, carrier="Swift", tracking_number="SW9")

    order.refresh_from_db()
    assert (order.status, order.shipments.get().tracking_number) == ("delivered", "SW9")
    with pytest.raises(ActionRefused, match="Nothing of this order waits"):
        act("send_parcel", order)


def test_the_drawer_sends_the_promised_parcel_and_nothing_twice(
    act, desk, ada, sell, mina, card, late_parcel
):
    order = sell(mina, card, status="delivered")
    act("reship", order, reason="broken")

    for key in ("first", "second"):
        sent = {"order": order.pk, "line": order.lines.get().pk, "tracking_number": f"SW-{key}", "key": key}
        desk(ada).post(f"/desk/tickets/{late_parcel.pk}/actions/send_parcel/", sent)

    parcel = order.shipments.get()
    assert (parcel.tracking_number, parcel.external_id[:11]) == ("SW-first", "replacement")


def test_nothing_leaves_twice(act, sell, mina, card):
    order = sell(mina, card)
    first, second = order.lines.get(), OrderLine.objects.create(order=order, name="Cup", price_cents=100)
    act("send_parcel", order, lines=[{"line": first.pk}])

    for lines in ([first], [first, second]):
        with pytest.raises(ActionRefused, match="has left in a parcel already"):
            act("send_parcel", order, lines=[{"line": each.pk} for each in lines])
    act("send_parcel", order)
    with pytest.raises(ActionRefused, match="Nothing of this order waits"):
        act("send_parcel", order)

    assert order.shipments.count() == 2


def test_a_parcel_of_which_the_shop_says_no_items_holds_all_of_the_order(act, sell, mina, card):
    order = sell(mina, card, status="shipped")
    Shipment.objects.create(order=order, external_id="fed", tracking_number="SW1")

    with pytest.raises(ActionRefused, match="Nothing of this order waits"):
        act("send_parcel", order)

    assert order.shipments.count() == 1


def test_a_part_of_a_parcel_that_waits_does_not_leave_alone(act, sell, mina, card):
    order = sell(mina, card, status="processed")
    vase = order.lines.get()
    OrderLine.objects.create(order=order, name="Cup", price_cents=100)
    Shipment.objects.create(order=order, external_id="packed").lines.set(order.lines.all())

    with pytest.raises(ActionRefused, match="waits in a parcel with others"):
        act("send_parcel", order, lines=[{"line": vase.pk}])
    act("send_parcel", order, tracking_number="SW1")

    assert order.shipments.get().tracking_number == "SW1"


@pytest.mark.parametrize("status", ["pending", "delivered"])
def test_a_parcel_is_taken_back_until_the_carrier_has_it(status, act, ada, sell, mina, card):
    order = sell(mina, card, status=status)
    if status == "delivered":
        act("reship", order, reason="broken")
    before = everything()

    run = act("send_parcel", order, tracking_number="SW7")
    undo_run(run, by=ada)
    order.refresh_from_db()
    assert {name: rows for name, rows in everything().items() if name not in ("ActionRun", "Event")} == {
        name: rows for name, rows in before.items() if name not in ("ActionRun", "Event")
    }

    again = act("send_parcel", order, tracking_number="SW8")
    Scan.objects.create(shipment=order.shipments.get(), text="Picked up")
    with pytest.raises(Refused, match="has left already"):
        undo_run(again, by=ada)


def test_an_arrival_is_taken_back(act, ada, sell, mina, card):
    order = sell(mina, card)
    act("send_parcel", order, tracking_number="SW7")

    undo_run(act("confirm_arrival", order), by=ada)

    order.refresh_from_db()
    assert order.status == "shipped" and order.shipments.get().delivered_at is None


def test_what_the_carrier_said_since_stands_when_an_arrival_is_taken_back(act, ada, sell, mina, card):
    order = sell(mina, card)
    act("send_parcel", order, tracking_number="SW7")
    run = act("confirm_arrival", order)
    scan = Scan.objects.create(shipment=order.shipments.get(), step="delivered", text="At the door")

    undo_run(run, by=ada)

    order.refresh_from_db()
    assert (order.status, order.shipments.get().delivered_at) == ("delivered", scan.at)


def test_the_drawer_takes_whole_items(desk, ada, sell, mina, card, late_parcel):
    order = sell(mina, card, quantity=3)
    way = f"/desk/tickets/{late_parcel.pk}/actions/send_parcel/"

    form = desk(ada).get(way, {"order": order.pk}).content.decode()
    sent = {
        "order": order.pk,
        "line": order.lines.get().pk,
        "carrier": "Swift",
        "tracking_number": "SW7",
        "key": "k",
    }
    desk(ada).post(way, sent)

    assert "Tracking number" in form and 'name="quantity-' not in form
    assert order.shipments.get().tracking_number == "SW7"
