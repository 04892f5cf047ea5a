from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.shop.models import Cart, CartLine
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.models import Ticket
from shopbell.tickets.reason import Stage
from shopbell.tickets.stage import at_stage, stage_of, stages_of


def told(ticket) -> Stage:
    """The stage, by the ticket itself and by the filter, which must say the same."""
    found = [stage for stage in Stage if Ticket.objects.filter(at_stage([stage]), pk=ticket.pk).exists()]
    assert found == [stage_of(ticket).stage]
    assert stages_of([ticket]) == {ticket.pk: stage_of(ticket)}
    return found[0]


@pytest.fixture
def filled_cart(vase, mina):
    cart = Cart.objects.create(customer=mina, external_id="c", currency="EUR")
    CartLine.objects.create(cart=cart, variant=vase, price_cents=7400)
    return cart


@pytest.mark.requirement("R95")
def test_who_has_bought_nothing_writes_before_a_purchase(late_parcel):
    assert told(late_parcel) == Stage.BEFORE


@pytest.mark.requirement("R95")
def test_a_cart_of_the_day_makes_it_during(late_parcel, filled_cart):
    assert told(late_parcel) == Stage.DURING


def test_an_old_cart_was_given_up(late_parcel, filled_cart):
    filled_cart.updated_at = timezone.now() - timedelta(days=3)
    filled_cart.save()

    assert told(late_parcel) == Stage.BEFORE


@pytest.mark.requirement("R95")
def test_who_has_bought_writes_after_it(make_order, mina, late_parcel):
    make_order(mina, "1", placed_at=timezone.now() - timedelta(days=9))

    assert told(late_parcel) == Stage.AFTER


def test_what_was_bought_later_makes_no_question_before_it_one_after(make_order, mina, late_parcel):
    make_order(mina, "1", placed_at=timezone.now() + timedelta(hours=1))

    assert told(late_parcel) == Stage.BEFORE


def test_a_cancelled_order_was_no_purchase(make_order, mina, late_parcel):
    make_order(mina, "1", status="cancelled", placed_at=timezone.now() - timedelta(days=9))

    assert told(late_parcel) == Stage.BEFORE


def test_the_order_it_is_about_stands_above_the_cart(late_parcel, filled_cart, parcel, ada):
    link_order(late_parcel, parcel, by=ada)

    assert told(late_parcel) == Stage.AFTER
