"""Carts of a shop system: what may still be bought, of whoever is known."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.customers.erasure import erase_customer
from shopbell.shop.feed.accounts import feed_accounts
from shopbell.shop.feed.carts import feed_carts, forget_carts
from shopbell.shop.feed.people import feed_products
from shopbell.shop.feed.rows import AccountRow, CartRow, ProductRow
from shopbell.shop.models import Cart, CartLine
from shopbell.shop.panel import build_panel

SOURCE = "shopify"


@pytest.fixture(autouse=True)
def shop(mina):
    variants = [{"external_id": key, "price_cents": 7400, "currency": "EUR"} for key in ("blue", "red")]
    feed_products([ProductRow(external_id="vase", name="Vase", variants=variants)], source=SOURCE)
    feed_accounts(
        [AccountRow(external_id="7", email="mina@shopper.example", email_verified=True)], source=SOURCE
    )


def tell(*variants: str, days_old: float = 0, account: str = "7"):
    at = timezone.now() - timedelta(days=days_old)
    lines = [{"variant": key, "price_cents": 7400} for key in variants]
    return feed_carts(
        [CartRow(external_id="c", account=account, currency="EUR", updated_at=at, lines=lines)], source=SOURCE
    )


def lines():
    return list(CartLine.objects.order_by("pk").values_list("variant__external_id", flat=True))


def test_the_panel_shows_it(mina, late_parcel, ada):
    tell("blue", "red")

    (cart,) = build_panel(late_parcel, ada, timezone.now()).carts
    assert (cart.customer, cart.total_cents) == (mina, 14800) and lines() == ["blue", "red"]


def test_the_same_again_changes_no_line(mina):
    tell("blue")
    before = list(CartLine.objects.values())

    tell("blue")
    assert list(CartLine.objects.values()) == before

    tell("red", "blue")
    assert lines() == ["red", "blue"] and Cart.objects.count() == 1


def test_what_is_not_here_is_left_out_and_an_empty_one_is_none():
    tell("blue", "unknown")
    assert lines() == ["blue"]

    tell("unknown")
    assert not Cart.objects.exists()


def test_an_old_one_is_none():
    tell("blue", days_old=31)
    assert not Cart.objects.exists()

    tell("blue", days_old=29)
    assert forget_carts(timezone.now()) == 0
    assert forget_carts(timezone.now() + timedelta(days=2)) == 1 and not CartLine.objects.exists()


def test_the_shops_own_carts_stay(mina):
    Cart.objects.create(
        customer=mina, external_id="1", currency="EUR", updated_at=timezone.now() - timedelta(days=90)
    )

    assert forget_carts(timezone.now()) == 0


def test_nothing_is_put_aside_by_nobody(mina, ada):
    erase_customer(mina, mina.name, by=ada)

    tell("blue"), tell("blue", account="8")

    assert not Cart.objects.exists()
