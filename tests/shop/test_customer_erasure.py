"""What the shop keeps of a customer who was erased says nothing of them; what they did for others is the others'."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.customers.customer import claim_identity
from shopbell.customers.erasure import erase_customer
from shopbell.customers.models import Customer, Identity
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.connectors.item import Broken, Item
from shopbell.shop.connectors.keep import keep_items
from shopbell.shop.connectors.last_told import LastTold
from shopbell.shop.connectors.notice import Notice
from shopbell.shop.connectors.unkept import Unkept, note_unkept
from shopbell.shop.feed.accounts import ShopAccount
from shopbell.shop.feed.rows import AccountRow, ShipmentRow, ShopOrderRow
from shopbell.shop.models import (
    ActionRun,
    Address,
    Connection,
    Invoice,
    Order,
    PaymentMethod,
    Return,
)

PLACE = {"name": "Mina Okafor", "line1": "Quai 1", "city": "Lyon", "country": "FR"}


def test_reasons_and_pages_of_an_erased_customer_go_and_what_they_did_for_others_stays(
    make_order, mina, theo, ada
):
    order, his = make_order(mina, "1", status="delivered"), make_order(theo, "2", status="delivered")
    order.cancel_reason = "I moved in with Ann"
    order.save()
    Invoice.objects.create(
        order=order,
        number="I1",
        total_cents=1,
        currency="EUR",
        page="https://shop.example/mina",
        issued_at=timezone.now(),
    )
    Return.objects.create(order=order, number="R1", reason="Too tight for me", refund_cents=1, currency="EUR")
    run = perform_action("flag_defect", by=mina, key="a", order=his, customer=theo, parameters={
        "line": his.lines.get().pk, "kind": "glaze", "words": "It peels.",
    })  # fmt: skip

    erase_customer(mina, mina.name, by=ada)

    order.refresh_from_db(), run.refresh_from_db()
    assert (order.cancel_reason, Invoice.objects.get().page, Return.objects.get().reason) == ("", "", "")
    assert run.customer == theo and run.by_customer is None and run.parameters["words"] == "It peels."
    assert ActionRun.objects.get() == run


@pytest.mark.parametrize(
    "body",
    [
        '{"email": "MINA@shopper.example"',
        '{"phone": "+33612345678"',
        '{"first_name": "Mina Okafor"',
        '{"customer": {"id": 207119551}',
        '{"order_id": 450789469',
        '{"name": "Mina \\u004fkafor"',
    ],
)
def test_a_webhook_that_nobody_could_read_goes_with_whom_it_names(body, make_order, mina, theo, ada):
    shop = Connection.objects.create(kind="shopify", source="shopify", name="Ondine")
    claim_identity(mina, "phone", "+33612345678", source="agent")
    ShopAccount.objects.create(source="shopify", external_id="207119551", customer=mina)
    make_order(mina, "450789469")
    other = '{"id": 4507894691, "customer": {"id": 1207119551, "name": "Mina Okaforova"}, "email": "theo@shopper.example"'
    for key, text in (("1", body), ("2", other)):
        Notice.objects.create(connection=shop, key=key, topic="t", body=text.encode(), error="It is no JSON.")

    erase_customer(mina, mina.name, by=ada)

    assert Notice.objects.get().key == "2"


def test_a_name_that_is_any_word_takes_no_webhook_of_others_with_it(mina, ada):
    shop = Connection.objects.create(kind="shopify", source="shopify", name="Ondine")
    Customer.objects.filter(pk=mina.pk).update(name="Order")
    mina.refresh_from_db()
    bodies = {
        "1": '{"order": {"id": 17, "note": "Order of a vase"',
        "2": '{"customer": {"first_name" : "Order"',
    }
    for key, text in bodies.items():
        Notice.objects.create(connection=shop, key=key, topic="t", body=text.encode(), error="It is no JSON.")

    erase_customer(mina, "Order", by=ada)

    assert Notice.objects.get().key == "1"


class TestShopSystem:
    """A shop system goes on telling of whom the desk erased."""

    @pytest.fixture
    def told(self, db):
        """`told(key, placed_at)` keeps an order of account 7, with all that leads back to Mina; returns it."""
        shop = Connection.objects.create(kind="vendure", source="vendure", name="Ondine")

        def tell(key: str, placed_at):
            account = AccountRow(
                external_id="7", name="Mina Okafor", email="mina@new.example", phone="+33123456789",
                address=PLACE, payment_methods=[{"external_id": "card", "kind": "card"}],
            )  # fmt: skip
            order = ShopOrderRow(
                external_id=key, account="7", status="shipped", currency="EUR", note="For Mina.", address=PLACE,
                placed_at=placed_at,
            )  # fmt: skip
            parcel = ShipmentRow(
                external_id="1",
                order=key,
                tracking_number="6A0241",
                scans=[{"at": placed_at, "text": "Sorted"}],
            )
            item = Item("orders", key, accounts=[account], orders=[order], shipments=[parcel])
            assert keep_items(shop, [item]) == 0
            return Order.objects.select_related("customer").get(external_id=key)

        return tell

    def test_what_it_tells_again_brings_nobody_back(self, told, ada):
        before = timezone.now() - timedelta(days=3)
        order = told("1001", before)
        erase_customer(order.customer, order.customer.name, by=ada)
        count = Customer.objects.count()

        for order in (told("1001", before), told("1002", before)):
            assert order.customer.erased_at and (order.note, order.address) == ("", {"country": "FR"})
            assert order.shipments.get().tracking_number == "" and not order.shipments.get().scans.exists()
        assert Customer.objects.count() == count
        assert not any(table.objects.exists() for table in (Address, PaymentMethod))
        assert not Identity.objects.filter(value="mina@new.example").exists()

    def test_the_shops_name_for_them_is_nowhere(self, told, ada):
        shop = Connection.objects.create(kind="homemade", source="homemade", name="Ondine")
        account = AccountRow(external_id="mina.okafor", name="Mina Okafor")
        item = Item("customers", "mina.okafor", changed_at=timezone.now(), accounts=[account])
        keep_items(shop, [item])
        note_unkept(shop, [Broken("customers", "mina.okafor", "?")])
        mina = Customer.objects.get(shop_accounts__source="homemade")
        erase_customer(mina, mina.name, by=ada)

        assert keep_items(shop, [item]) == 0

        assert not any(table.objects.filter(key__contains="okafor").exists() for table in (LastTold, Unkept))
        assert not ShopAccount.objects.filter(external_id__contains="okafor").exists()

    def test_who_orders_again_is_somebody_new_and_the_old_order_stays_nobodys(self, told, ada):
        before = timezone.now() - timedelta(days=3)
        order = told("1001", before)
        erase_customer(order.customer, order.customer.name, by=ada)

        new = told("1003", timezone.now() + timedelta(seconds=1))

        assert new.customer.name == "Mina Okafor" and new.note == "For Mina."
        assert told("1001", before).customer.erased_at
