"""A real shop's desk, on which nobody filled in the demo shop."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell import demo as questions
from shopbell.accounts.models import Agent
from shopbell.core.errors import Refused
from shopbell.demo import fill as module
from shopbell.demo.shoppers import send_shoppers
from shopbell.shop.models import Order

PATHS = ["", "products/vase-ondine/", "shop-as/", "cart/", "orders/"]


def test_it_has_no_demo_sign_ins(db):
    assert not questions.is_demo() and questions.sign_ins() == [] and questions.shown_sign_ins() == []


@pytest.mark.parametrize("path", PATHS)
def test_it_has_no_storefront(path, client, db):
    assert client.get(f"/demo-shop/{path}").status_code == 404


def test_nobody_shops_there(db):
    with pytest.raises(Refused, match="no demo shop"):
        send_shoppers(print)


def test_a_fill_that_breaks_leaves_nothing(db, monkeypatch):
    monkeypatch.setattr(module.Past, "save", lambda self: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        module.fill(customers=10, orders=20, tickets=10, now=timezone.now() - timedelta(minutes=1))

    assert not questions.is_demo() and not Order.objects.exists() and not Agent.objects.exists()
