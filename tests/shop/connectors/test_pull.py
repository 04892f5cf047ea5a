"""When shops are asked for what their webhooks missed, and what is left of whom the desk erases."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.customers.models import Customer
from shopbell.shop.connectors.connection import Connection, note_trouble
from shopbell.shop.connectors.item import Item
from shopbell.shop.connectors.keep import keep_items
from shopbell.shop.connectors.notice import Notice, forget_notices
from shopbell.shop.connectors.pull import Pull, Reason, begin_pull, reconcile_due, resume_pull, stop_pull
from shopbell.shop.connectors.unkept import Unkept
from shopbell.shop.feed.accounts import feed_accounts
from shopbell.shop.feed.rows import AccountRow, ProductRow
from shopbell.shop.models import Product, Variant


@pytest.fixture
def connection(db):
    return Connection.objects.create(kind="shopify", source="shopify", name="Ondine")


def test_a_shop_is_asked_only_after_its_first_import_and_not_too_often(connection):
    now = timezone.now()
    assert reconcile_due(now) == 0

    Connection.objects.update(synced_at=now - timedelta(minutes=20))
    assert reconcile_due(now) == 1
    assert reconcile_due(now) == 0  # it runs

    Pull.objects.update(state="done", finished_at=now)
    assert reconcile_due(now) == 0
    assert Pull.objects.get().since == now - timedelta(minutes=30)  # a little before the last time


def test_a_shop_that_needs_somebody_is_not_asked_again_by_itself(connection):
    now = timezone.now()
    Connection.objects.update(synced_at=now - timedelta(days=1))
    stop_pull(begin_pull(connection, Reason.IMPORT), "The keys ended.")

    assert reconcile_due(now) == 0


def test_what_webhooks_missed_is_asked_for_again_after_it_was_stopped(connection):
    now = timezone.now()
    Connection.objects.update(synced_at=now - timedelta(days=1))
    stop_pull(begin_pull(connection, Reason.RECONCILE), "The shop did not let the desk in.")

    assert reconcile_due(now) == 0
    assert reconcile_due(now + timedelta(hours=4)) == 1


def test_a_pull_that_stopped_in_trouble_is_shown_though_the_shop_answers_again(connection, desk, root):
    def is_shown():
        return "In trouble" in desk(root).get("/desk/settings/").content.decode()

    pull = begin_pull(connection, Reason.RECONCILE)
    assert not is_shown()

    stop_pull(pull, "The shop did not let the desk in.")
    note_trouble(connection, "")  # an action was done since

    assert is_shown()
    resume_pull(pull)
    assert not is_shown()


def test_what_is_gone_stays_gone_although_an_older_call_comes_later(connection):
    vase = ProductRow(
        external_id="7", name="Vase", variants=[{"external_id": "1", "price_cents": 1, "currency": "EUR"}]
    )
    told = Item("products", "7", changed_at=timezone.now() - timedelta(minutes=1), products=[vase])
    keep_items(connection, [told])

    keep_items(connection, [Item("products", "7", is_gone=True)])
    keep_items(connection, [told])

    assert not Variant.objects.get().is_available


def test_two_who_begin_an_import_begin_one(connection):
    assert begin_pull(connection, Reason.IMPORT) == begin_pull(connection, Reason.IMPORT)


def test_a_read_notice_is_forgotten_and_an_unread_one_is_not(connection):
    old = timezone.now() - timedelta(days=30)
    Notice.objects.create(connection=connection, key="1", topic="t", body=b"", received_at=old, read_at=old)
    unread = Notice.objects.create(connection=connection, key="2", topic="t", body=b"{", received_at=old)

    assert forget_notices(timezone.now()) == 1 and Notice.objects.get() == unread


def test_what_nobody_could_read_goes_after_a_month(connection):
    made = {"connection": connection, "topic": "t", "body": b"{", "error": "It is no JSON."}
    Notice.objects.create(key="1", received_at=timezone.now() - timedelta(days=31), **made)
    young = Notice.objects.create(key="2", received_at=timezone.now() - timedelta(days=29), **made)

    assert forget_notices(timezone.now()) == 1 and Notice.objects.get() == young


def test_an_account_without_an_address_has_a_customer_too(db):
    feed_accounts([AccountRow(external_id="7", phone="+33 1 23 45 67 89")], source="shopify")

    phone = Customer.objects.get().identities.get()
    assert (phone.value, phone.is_verified) == ("+33123456789", False)


def test_an_old_order_does_not_rename_its_customer(mina):
    feed_accounts([AccountRow(external_id="7", email="mina@shopper.example")], source="shopify")

    feed_accounts(
        [AccountRow(external_id="7", email="old@shopper.example", name="Somebody", is_aside=True)],
        source="shopify",
    )

    mina.refresh_from_db()
    assert mina.name != "Somebody" and not mina.identities.filter(value="old@shopper.example").exists()


def test_a_nul_in_one_thing_holds_up_nothing(connection):
    vase = {"price_cents": 1, "currency": "EUR", "options": {"Col\0our": "Bl\0ue"}}
    told = [
        ProductRow(external_id=key, name="Va\0se", variants=[vase | {"external_id": key}]) for key in "12"
    ]

    keep_items(connection, [Item("products", row.external_id, products=[row]) for row in told])

    assert list(Product.objects.values_list("name", flat=True)) == ["Vase", "Vase"]
    assert Variant.objects.first().options == {"Colour": "Blue"}


def test_what_the_database_does_not_take_does_not_hold_up_the_others(connection):
    good, bad = (ProductRow(external_id=key, name="Vase") for key in "12")
    bad.name = "V" * 400
    items = [Item("products", row.external_id, products=[row]) for row in (good, bad)]

    unkept = keep_items(connection, [*items, Item("products", "3\0", is_gone=True)])

    assert (unkept, Product.objects.get().external_id) == (2, "1")
    assert set(Unkept.objects.values_list("key", flat=True)) == {"2", "3"}
