from datetime import UTC, date, datetime, timedelta

import pytest
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.customers.customer import claim_identity
from shopbell.shop.models import (
    Cart,
    CartLine,
    Exchange,
    Invoice,
    Order,
    OrderLine,
    PaymentMethod,
    Return,
    Shipment,
    TicketOrder,
    Voucher,
)
from shopbell.shop.panel import order_chips, panel_context
from shopbell.shop.ticket_order import link_order


@pytest.fixture
def panel(late_parcel, ada):
    """What Ada sees beside the late parcel, as HTML without line breaks."""

    def draw(agent=ada, ticket=late_parcel):
        request = RequestFactory().get("/")
        request.user = agent
        context = {"ticket": ticket, **panel_context(ticket, agent)}
        return " ".join(render(request, "shop/_panel.html", context).content.decode().split())

    return draw


def test_a_customer_without_an_order_gets_a_helpful_sentence(panel):
    page = panel()

    assert "No order is known under this customer" in page and "Potential buyer" in page


@pytest.mark.requirement("R66", "R69", "R70")
def test_the_tickets_order_is_shown_whole(panel, late_parcel, parcel, ada):
    link_order(late_parcel, parcel, by=ada)

    page = panel()

    for words in [
        "Order #10467",
        "€79.90",
        "Vase “Ondine”",
        "blue",
        "4 in stock",
        "Visa ••42",
        "no scan for 61 hours",
        "Colis 6A0241",
        "from Ghent",
    ]:
        assert words in page
    assert (
        'src="/demo-shop/pictures/vase-ondine.svg"' in page and "Shipping" in page and "Tax included" in page
    )


@pytest.mark.requirement("R67", "R75")
def test_other_orders_and_worth_are_beside_it(panel, make_order, mina):
    make_order(mina, "1", status="delivered")
    make_order(mina, "2", status="delivered")
    make_order(mina, "3", status="cancelled")

    page = panel()

    assert "Returning buyer" in page and "2 orders · €159.80" in page and 'class="count">3<' in page


@pytest.mark.requirement("R75")
def test_one_order_makes_a_first_time_buyer(panel, parcel):
    assert "First-time buyer" in panel()


@pytest.mark.requirement("R74")
def test_the_cart_is_shown_with_its_sum(panel, vase, mina):
    cart = Cart.objects.create(customer=mina, external_id="c", currency="EUR")
    CartLine.objects.create(cart=cart, variant=vase, quantity=2, price_cents=7400)

    page = panel()

    assert "In the cart" in page and "€148.00" in page


@pytest.mark.requirement("R76")
def test_a_sold_out_variant_says_when_it_is_back(panel, late_parcel, parcel, vase, ada):

    vase.stock, vase.restock_on = 0, date(2026, 12, 4)
    vase.save()
    link_order(late_parcel, parcel, by=ada)

    assert "sold out, expected Dec 4" in panel()


def test_gift_cards_show_what_is_left(panel, mina):
    PaymentMethod.objects.create(
        customer=mina, external_id="g", kind="gift_card", balance_cents=1250, currency="EUR"
    )

    assert "Gift card" in panel() and "€12.50 left" in panel()


@pytest.mark.requirement("R69", "R81")
def test_what_is_sent_back_stands_with_its_order(panel, late_parcel, make_order, mina, ada, vase):
    order = make_order(mina, "7", status="delivered")
    link_order(late_parcel, order, by=ada)
    returned = Return.objects.create(
        order=order, number="RMA-7-1", refund_cents=6900, fee_cents=500, currency="EUR", reason="too small",
        instructions="Pack it well.", method=order.payments.get().method,
    )  # fmt: skip
    returned.lines.create(line=order.lines.get(), quantity=1)
    exchange = Exchange.objects.create(order=order, number="RMA-7-2", difference_cents=600, currency="EUR")
    exchange.lines.create(
        line=order.lines.get(), quantity=1, variant=vase, options={"colour": "red"}, price_cents=8000
    )

    page = panel()

    for words in [
        "RMA-7-1", "Requested", "To be paid back: €69.00 · Visa ••42 · Fee €5.00", "too small", "Pack it well.",
        "/labels/", "RMA-7-2", "Vase “Ondine” → red", "To be charged: €6.00",
    ]:  # fmt: skip
        assert words in page


def test_vouchers_and_invoices_are_there_to_be_looked_up(panel, late_parcel, parcel, mina, ada):
    link_order(late_parcel, parcel, by=ada)
    Invoice.objects.create(
        order=parcel, number="I-77", total_cents=7990, currency="EUR", page="https://shop.example/i/77"
    )
    Voucher.objects.create(customer=mina, code="GOOD-2345", amount_cents=500, currency="EUR")
    Voucher.objects.create(
        customer=mina, code="BACK-2345", amount_cents=500, currency="EUR", withdrawn_at=timezone.now()
    )

    page = panel()

    assert "I-77" in page and 'href="https://shop.example/i/77"' in page
    assert "GOOD-2345" in page and "BACK-2345" not in page


def test_of_two_parcels_each_says_what_is_in_it(panel, late_parcel, parcel, vase, ada):
    link_order(late_parcel, parcel, by=ada)
    lamp = OrderLine.objects.create(order=parcel, external_id="2", name="Reading lamp", price_cents=100)
    Shipment.objects.create(order=parcel, carrier="Colis", tracking_number="6A0242").lines.add(lamp)

    page = panel()

    assert page.count(">Reading lamp<") == 2  # among the items, and in its parcel


def test_somebody_elses_order_is_marked(panel, late_parcel, theos, ada):
    link_order(late_parcel, theos, by=ada)

    page = panel()

    assert "belongs to Theo Brandt. Tell nothing of it" in page and "is-foreign" in page


def test_a_claimed_address_opens_no_history(panel, late_parcel, mina, theo, theos):
    claim_identity(mina, "email", "theo@shopper.example", source="chat")

    page = panel()

    assert "Says to be Theo Brandt · not verified" in page and "W2611" not in page


def test_an_agent_without_the_permission_sees_and_asks_nothing(
    panel, late_parcel, parcel, ada, django_assert_num_queries
):
    ada.role = Role.objects.create(name="Blind", permissions=["ticket:read_all"])
    link_order(late_parcel, parcel, by=ada)

    with django_assert_num_queries(0):
        page = panel(ada)

    assert "Your role does not show orders." in page and "10467" not in page


def test_five_hundred_orders_cost_as_many_queries_as_five(
    panel, make_order, mina, late_parcel, ada, django_assert_max_num_queries
):
    template = make_order(mina, "7", scanned_hours_ago=3)
    Order.objects.bulk_create(
        Order(
            external_id=f"x{n}",
            number=f"x{n}",
            number_key=f"x{n}",
            customer=mina,
            currency="EUR",
            placed_at=timezone.now(),
        )
        for n in range(500)
    )
    link_order(late_parcel, template, by=ada)

    with django_assert_max_num_queries(27):
        page = panel()

    assert page.count('class="order-fold"') == 10 and "See all 501 orders" in page


def test_another_order_says_one_line_and_the_rest_when_it_is_unfolded(panel, parcel, late_parcel, ada, desk):
    address = f"/desk/tickets/{late_parcel.pk}/orders/{parcel.pk}/"
    page = panel()
    assert "#10467" in page and "€79.90" in page and f'data-folded="{address}"' in page
    assert "Vase “Ondine”" not in page

    folded = desk(ada).get(address, headers={"HX-Request": "true"}).content.decode()

    assert (
        "Vase “Ondine”" in folded
        and "This ticket is about it" in folded
        and "Put it into the reply" in folded
    )


def test_only_the_customers_own_orders_unfold_and_only_for_who_sees_the_ticket(
    late_parcel, parcel, theos, ada, cy, desk
):
    by_htmx = {"HX-Request": "true"}
    assert (
        desk(ada).get(f"/desk/tickets/{late_parcel.pk}/orders/{theos.pk}/", headers=by_htmx).status_code
        == 404
    )
    assert (
        desk(cy).get(f"/desk/tickets/{late_parcel.pk}/orders/{parcel.pk}/", headers=by_htmx).status_code
        == 404
    )
    assert desk(ada).get(f"/desk/tickets/{late_parcel.pk}/orders/{parcel.pk}/").status_code == 302


def test_six_linked_orders_cost_as_many_queries_as_one(
    panel, make_order, mina, late_parcel, ada, django_assert_max_num_queries
):
    for number in range(6):
        link_order(late_parcel, make_order(mina, f"80{number}", scanned_hours_ago=3), by=ada)

    with django_assert_max_num_queries(24):
        page = panel()

    assert page.count("/actions/refund_order/") == 12  # href and hx-get


def test_the_list_gets_its_chips_in_one_query(
    late_parcel, wrong_size, parcel, theos, django_assert_num_queries
):
    TicketOrder.objects.create(ticket=late_parcel, order=parcel)
    TicketOrder.objects.create(ticket=late_parcel, order=theos)

    with django_assert_num_queries(1):
        chips = order_chips([late_parcel.pk, wrong_size.pk])

    assert chips.keys() == {late_parcel.pk}
    assert str(chips[late_parcel.pk]) == str(parcel) and chips[late_parcel.pk].status == parcel.status


def test_all_orders_of_a_customer_are_a_page_away(desk, ada, mina, make_order):
    for number in range(3):
        make_order(mina, f"90{number}")

    page = desk(ada).get(f"/desk/customers/{mina.pk}/orders/").content.decode()

    assert all(f"#90{number}" in page for number in range(3))


@pytest.mark.requirement("R76")
def test_a_line_says_until_when_its_product_is_answered_for(panel, late_parcel, parcel, vase, ada):

    link_order(late_parcel, parcel, by=ada)
    assert "warranty until" not in panel()
    vase.product.warranty_months = 24
    vase.product.save()
    parcel.shipments.update(delivered_at=datetime(2026, 3, 5, tzinfo=UTC))

    assert "warranty until Mar 2028" in panel()


def test_a_cart_that_nobody_touches_is_left(panel, vase, mina):
    cart = Cart.objects.create(customer=mina, external_id="c", currency="EUR")
    CartLine.objects.create(cart=cart, variant=vase, price_cents=7400)
    Cart.objects.update(updated_at=timezone.now() - timedelta(days=2))

    assert "Left in the cart" in panel()
