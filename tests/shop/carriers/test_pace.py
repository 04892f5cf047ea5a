"""A parcel is stuck when it is silent for longer than those of its carrier ever were before they arrived."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.carriers.pace import ENOUGH, Paces, count_paces, stuck_parcels
from shopbell.shop.models import Pace, Scan, Shipment
from shopbell.shop.ticket_order import link_order
from shopbell.shop.timeline import parcel_of
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse
from shopbell.tickets.filter.query import tickets_of

DAY = timedelta(days=1)


@pytest.fixture
def arrived(make_order, mina):
    """`arrived("Colis", 30, days=5)`: so many parcels that arrived after a silence of so many days."""
    number = iter(range(1000, 9999))

    def send(carrier: str, count: int, *, days: float):
        now = timezone.now()
        for _ in range(count):
            order = make_order(mina, str(next(number)), status="delivered")
            parcel = Shipment.objects.create(order=order, carrier=carrier, delivered_at=now - DAY)
            left = now - DAY - timedelta(days=days)
            for step, at in (("label", left - 20 * DAY), ("picked_up", left), ("delivered", now - DAY)):
                Scan.objects.create(shipment=parcel, step=step, at=at, text=step)

    return send


def test_the_usual_is_what_nineteen_of_twenty_parcels_needed(arrived):
    arrived("Colis", 19, days=2)
    arrived("colis", 1, days=9)

    count_paces(timezone.now())

    pace = Pace.objects.get()
    assert (pace.carrier, pace.parcels, pace.usual) == ("colis", 20, 2 * DAY) and pace.is_known


def test_counting_again_forgets_a_carrier_that_is_gone(arrived):
    arrived("Colis", 1, days=2)
    count_paces(timezone.now())
    Shipment.objects.update(carrier="Nordwind")

    count_paces(timezone.now())

    assert Pace.objects.get().carrier == "nordwind"


def slow(carrier="colis", days=5.0, parcels=ENOUGH):
    return Pace.objects.create(
        carrier=carrier, name="Colis", parcels=parcels, usual_hours=days * 24, counted_at=timezone.now()
    )


@pytest.mark.parametrize(
    ("usual_days", "parcels", "silent_hours", "is_stuck"),
    [
        (None, 0, 47, False),
        (None, 0, 49, True),
        (5, ENOUGH, 100, False),
        (5, ENOUGH, 121, True),
        (5, ENOUGH - 1, 49, True),  # too few parcels for a figure of its own
        (0.1, ENOUGH, 23, False),  # however quick: a night and a day
        (0.1, ENOUGH, 25, True),
    ],
)
def test_what_is_stuck_depends_on_the_carrier(make_order, mina, usual_days, parcels, silent_hours, is_stuck):
    if usual_days:
        slow(days=usual_days, parcels=parcels)
    shipment = make_order(mina, "1", scanned_hours_ago=silent_hours).shipments.get()

    assert Paces().is_stuck(shipment, timezone.now()) is is_stuck
    assert stuck_parcels(timezone.now()).exists() is is_stuck


@pytest.mark.requirement("R69")
def test_the_agent_reads_how_long_it_is_silent_and_what_is_usual(make_order, mina):
    slow(days=2.1)
    order = make_order(mina, "1", scanned_hours_ago=146)

    parcel = parcel_of(order, order.shipments.get(), timezone.now())

    assert parcel.sentence == "Lyon depot: no scan for 6 days; Colis usually needs no more than 50 hours."


def test_a_parcel_that_is_not_silent_asks_nothing_of_the_database(
    make_order, mina, django_assert_num_queries
):
    shipment = make_order(mina, "1", scanned_hours_ago=5).shipments.prefetch_related("scans").get()

    with django_assert_num_queries(0):
        assert not Paces().is_stuck(shipment, timezone.now())


def test_lists_find_the_tickets_of_stuck_parcels(make_order, mina, late_parcel, wrong_size, ada):
    link_order(late_parcel, make_order(mina, "1", scanned_hours_ago=61), by=ada)
    link_order(wrong_size, make_order(mina, "2", scanned_hours_ago=3), by=ada)

    def found(text: str):
        asker = Asker.of(ada)
        return set(tickets_of(parse(text, asker), asker))

    assert found("parcel:stuck") == {late_parcel}
    assert found("parcel:under_way") == {late_parcel, wrong_size}
    assert found("parcel:delivered") == set()


def test_a_replacement_is_sent_once_the_parcel_is_stuck(make_order, mina, vase, late_parcel, ada):
    slow(days=5)
    order = make_order(mina, "1", scanned_hours_ago=100)

    with pytest.raises(ActionRefused, match="still on its way"):
        perform_action(
            "reship", by=ada, key="k", order=order, parameters={"reason": "lost"}, ticket=late_parcel
        )
    assert not order.runs.exists()

    order.shipments.get().scans.update(at=timezone.now() - timedelta(hours=121))
    run = perform_action(
        "reship", by=ada, key="k", order=order, parameters={"reason": "lost"}, ticket=late_parcel
    )

    vase.refresh_from_db()
    assert run.status == "done" and order.shipments.count() == 2 and vase.stock == 3
