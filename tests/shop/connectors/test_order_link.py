"""The way from a ticket to the order in its own shop system."""

import pytest

from shopbell.shop.models import Connection, Order, TicketOrder


@pytest.mark.parametrize(
    ("kind", "told", "address"),
    [
        ("shopify", {"domain": "ondine.myshopify.com"}, "https://ondine.myshopify.com/admin/orders/5001"),
        (
            "woocommerce",
            {"address": "https://ondine.example/"},
            "https://ondine.example/wp-admin/post.php?post=5001",
        ),
    ],
)
def test_an_order_is_opened_in_its_own_shop_system(kind, told, address, desk, bo, late_parcel, mina):
    Connection.objects.create(kind=kind, source=kind, name="Ondine", told=told)
    order = Order.objects.create(
        source=kind, external_id="5001", number="1001", customer=mina, currency="EUR"
    )
    TicketOrder.objects.create(ticket=late_parcel, order=order)

    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/panel/").content.decode()

    assert address in page


def test_an_order_of_a_shop_that_was_disconnected_is_opened_nowhere(desk, bo, late_parcel, mina):
    Connection.objects.create(
        kind="shopify", source="shopify", state="ended", told={"domain": "ondine.myshopify.com"}
    )
    order = Order.objects.create(
        source="shopify", external_id="5001", number="1", customer=mina, currency="EUR"
    )
    TicketOrder.objects.create(ticket=late_parcel, order=order)

    assert "ondine.myshopify" not in desk(bo).get(f"/desk/tickets/{late_parcel.pk}/panel/").content.decode()


@pytest.mark.parametrize(("kind", "name"), [("woocommerce", "WooCommerce"), ("vendure", "Vendure")])
def test_what_is_done_in_the_shop_system_alone_is_one_line(kind, name, desk, bo, late_parcel, mina):
    Connection.objects.create(
        kind=kind, source=kind, name="Ondine", told={"address": "https://ondine.example"}
    )
    order = Order.objects.create(
        source=kind, external_id="5001", number="1", customer=mina, currency="EUR", status="delivered"
    )
    TicketOrder.objects.create(ticket=late_parcel, order=order)

    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/panel/").content.decode()

    line = page[page.index("acts-elsewhere") :].partition("</p>")[0]
    assert f"Only in {name}: Return items · Exchange items" in line
    assert page.count(f"{name} itself knows no returns") == 1
    assert f"why-{order.pk}-return_items" not in page
