"""A parcel that does not come: said plainly, with what its shopper can do, and without the words of the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.shop.shipment import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(make_order, mina):
    """Mina's, which nobody has scanned for days."""
    return make_order(mina, "10467", scanned_hours_ago=95)


def test_a_parcel_that_nobody_scans_is_said_to_take_long(minas, lost):
    page = read(minas, lost)

    assert "Your parcel takes longer than usual." in page and "no scan for" not in page
    assert f'<a href="/portal/questions/new/?order={lost.pk}">Ask us where it is</a>' in page


def test_a_parcel_behind_its_day_is_said_to_be_late(minas, lost):
    expect(lost, days=-1)

    page = read(minas, lost)

    assert "Your parcel is late: it was expected by " in page and "· expected" not in page


def test_a_parcel_whose_day_is_to_come_is_not_late(minas, make_order, mina):
    order = make_order(mina, "10468", scanned_hours_ago=5)
    expect(order, days=1)

    page = read(minas, order)

    assert "· expected" in page and "Ask us where it is" not in page


def test_where_a_parcel_is_stands_in_the_readers_words_before_those_of_the_carrier(minas, make_order, mina):
    order = make_order(mina, "10469", scanned_hours_ago=5)
    order.shipments.get().scans.update(step=Step.ON_THE_WAY, place="Lille hub", text="Sorted at Lille hub")

    page = minas.get(f"/portal/orders/{order.pk}/?lang=de").content.decode()

    assert "Unterwegs · <bdi>Lille hub</bdi>" in page
    assert page.index("Unterwegs") < page.index('lang="" dir="auto">Sorted at Lille hub</q>')


def expect(order, *, days: int) -> None:
    order.shipments.update(expected_on=timezone.localdate() + timedelta(days=days), delivered_at=None)


def read(browser, order) -> str:
    return browser.get(f"/portal/orders/{order.pk}/").content.decode()
