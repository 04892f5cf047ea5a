"""Acting from the console: the drawer, its preview, doing it once, and taking it back."""

import re

import pytest

from shopbell.shop.matter.ticket_product import link_product
from shopbell.shop.models import ActionRun, Policy, Product, Variant
from shopbell.shop.ticket_order import link_order

HX = {"HX-Request": "true"}


@pytest.fixture
def order(sell, mina, card, late_parcel, ada):
    """Mina's pending order of two vases, which the late parcel is about."""
    order = sell(mina, card)
    link_order(late_parcel, order, by=ada)
    return order


@pytest.fixture
def way(late_parcel):
    def to(name, part=""):
        return f"/desk/tickets/{late_parcel.pk}/actions/{name}/{part}"

    return to


def key_of(page) -> str:
    return re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]


@pytest.mark.requirement("R79", "R80")
def test_the_panel_offers_what_the_order_allows_and_says_why_not(desk, ada, late_parcel, order):
    page = desk(ada).get(f"/desk/tickets/{late_parcel.pk}/panel/", headers=HX).content.decode()

    assert f"actions/cancel_order/?order={order.pk}" in page

    order.status = "delivered"
    order.save()
    page = desk(ada).get(f"/desk/tickets/{late_parcel.pk}/panel/", headers=HX).content.decode()
    assert f"actions/cancel_order/?order={order.pk}" not in page
    assert 'aria-disabled="true"' in page and "not possible now" in page


def test_a_preview_says_what_goes_back_and_changes_nothing(desk, ada, order, way):
    sent = {"order": order.pk, "reason": "no longer needed"}

    page = desk(ada).post(way("cancel_order", "preview/"), sent, headers=HX).content.decode()

    order.refresh_from_db()
    assert "€148.00" in page and "Cancelled" in page and "2 pieces back in stock" in page
    assert order.status == "pending" and not ActionRun.objects.exists()


@pytest.mark.requirement("R79", "R80")
def test_a_drawer_does_it_once_however_often_it_is_sent(desk, ada, order, way, late_parcel):
    key = key_of(desk(ada).get(way("cancel_order"), {"order": order.pk}, headers=HX))
    sent = {"order": order.pk, "reason": "no longer needed", "key": key, "confirmed": "on"}

    first = desk(ada).post(way("cancel_order"), sent, headers=HX)
    again = desk(ada).post(way("cancel_order"), sent, headers=HX)

    order.refresh_from_db()
    run = ActionRun.objects.get()
    assert (first.status_code, again.status_code, order.status) == (200, 200, "cancelled")
    assert run.is_confirmed and run.ticket == late_parcel and run.agent == ada
    assert order.payments.filter(kind="refund").count() == 1


def test_a_refusal_is_said_where_the_preview_stands(desk, ada, order, way):
    sent = {"order": order.pk, "reason": "because", "key": "k"}

    answer = desk(ada).post(way("cancel_order"), sent, headers=HX)

    order.refresh_from_db()
    assert answer.status_code == 422 and answer.headers["HX-Retarget"] == "#act-preview"
    assert 'role="alert"' in answer.content.decode()
    assert order.status == "pending" and not ActionRun.objects.exists()


def test_an_action_is_taken_back_from_the_ticket(desk, ada, order, way, late_parcel):
    desk(ada).post(
        way("cancel_order"), {"order": order.pk, "reason": "no longer needed", "key": "k"}, headers=HX
    )
    run = ActionRun.objects.get()

    answer = desk(ada).post(f"/desk/tickets/{late_parcel.pk}/runs/{run.pk}/undo/", headers=HX)

    order.refresh_from_db(), run.refresh_from_db()
    assert (answer.status_code, order.status, run.status) == (204, "pending", "undone")


def test_somebody_elses_order_cannot_be_acted_on_from_this_ticket(desk, ada, sell, theo, way):
    theirs = sell(theo)

    answer = desk(ada).get(way("cancel_order"), {"order": theirs.pk}, headers=HX)

    assert answer.status_code == 404


def test_without_scripts_the_drawer_is_a_page_and_leads_back(desk, ada, order, way, late_parcel):
    page = desk(ada).get(way("cancel_order"), {"order": order.pk})
    done = desk(ada).post(
        way("cancel_order"), {"order": order.pk, "reason": "no longer needed", "key": key_of(page)}
    )

    assert "<html" in page.content.decode() and done.url == f"/desk/tickets/{late_parcel.pk}/"


@pytest.mark.parametrize("amount", ["x", "1e400", "NaN", "1.234"])
def test_an_amount_that_is_none_is_told_and_changes_nothing(desk, ada, order, way, amount):
    sent = {"order": order.pk, "amount_cents": amount, "key": "k"}

    answer = desk(ada).post(way("refund_order"), sent, headers=HX)

    assert answer.status_code == 422 and "Write the amount in figures" in answer.content.decode()
    assert not ActionRun.objects.exists()


def test_every_drawer_opens(desk, ada, order, way):
    from shopbell.shop.actions.registry import ACTIONS

    for name in ACTIONS:
        answer = desk(ada).get(way(name), {"order": order.pk}, headers=HX)
        preview = desk(ada).post(way(name, "preview/"), {"order": order.pk}, headers=HX)
        assert (name, answer.status_code, preview.status_code) == (name, 200, 200)


def test_a_credit_reads_as_given_in_the_drawer_and_in_the_thread(desk, ada, late_parcel, order, way):
    sent = {"amount_cents": "10", "key": "k", "form": "voucher"}

    page = desk(ada).post(way("give_credit"), sent, headers=HX).content.decode()

    thread = desk(ada).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert "Credited" in page and late_parcel.customer.vouchers.get().code in page
    assert "Credited €10.00" in thread
    for shown in (page, thread):
        assert "Charged" not in shown and "+€10.00" not in shown and "−€10.00" not in shown


def test_a_refund_has_one_sign_in_the_drawer_and_in_the_thread(desk, ada, late_parcel, order, way):
    sent = {"order": order.pk, "reason": "no longer needed", "key": "k"}

    page = desk(ada).post(way("cancel_order"), sent, headers=HX).content.decode()

    thread = desk(ada).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert "−€148.00" in page and "−€148.00" in thread and "+€148.00" not in thread


def test_the_key_of_a_drawer_is_its_agents_own(desk, ada, bo, order, way):
    sent = {"order": order.pk, "reason": "no longer needed", "key": "api-7-x"}

    desk(ada).post(way("cancel_order"), sent, headers=HX)

    assert ActionRun.objects.get().key == f"desk-{ada.pk}-api-7-x"
    assert desk(ada).post(way("cancel_order"), sent | {"key": ""}, headers=HX).status_code == 422


def test_a_drawer_offers_the_pieces_that_are_still_with_the_customer(desk, ada, act, sell, mina, card, way):
    order = sell(mina, card, quantity=3, status="delivered")
    line = order.lines.get()
    act("return_items", order, lines=[{"line": line.pk, "quantity": 1}])
    act("receive_return", order)

    page = desk(ada).get(way("return_items"), {"order": order.pk}, headers=HX).content.decode()

    assert f'name="quantity-{line.pk}" min="1" max="2" value="2"' in page


def test_the_number_of_pieces_and_another_product_are_chosen_in_the_drawer(
    desk, ada, order, way, late_parcel, vase, red
):
    cup = Product.objects.create(external_id="cup", name="Cup")
    big = Variant.objects.create(
        product=cup, external_id="big", options={"size": "big"}, price_cents=900, currency="EUR", stock=9
    )
    line, chosen = order.lines.get(), {"order": order.pk, "line": order.lines.get().pk}
    page = desk(ada).get(way("change_items"), {"order": order.pk}, headers=HX).content.decode()
    assert "What it is about" in page and 'label="Cup"' not in page

    link_product(late_parcel, cup, by=ada)
    page = desk(ada).get(way("change_items"), {"order": order.pk}, headers=HX).content.decode()
    assert 'label="Cup"' in page and f'name="new-quantity-{line.pk}"' in page
    swapped = chosen | {f"variant-{line.pk}": big.pk}
    refused = desk(ada).post(way("change_items", "preview/"), swapped, headers=HX).content.decode()
    fewer = chosen | {f"variant-{line.pk}": red.pk, f"new-quantity-{line.pk}": 1}
    too = desk(ada).post(way("change_items", "preview/"), fewer, headers=HX).content.decode()

    assert "another option of the same product" in refused and "Make an exception" in refused
    assert "but not how many of it you ordered" in too and "Make an exception" in too
    Policy.objects.filter(slug="items-options-only").delete()  # this shop lets them change the number
    sent = fewer | {"method": order.payments.get().method_id, "key": "k"}
    assert desk(ada).post(way("change_items"), sent, headers=HX).status_code == 200
    line.refresh_from_db()
    assert (line.variant, line.quantity) == (red, 1)


def test_before_the_new_option_is_chosen_nothing_is_refused(desk, ada, order, way):
    chosen = {"order": order.pk, "line": order.lines.get().pk}

    page = desk(ada).post(way("change_items", "preview/"), chosen, headers=HX).content.decode()
    answer = desk(ada).post(way("change_items"), chosen | {"key": "k"}, headers=HX)

    assert "Choose, and what would happen stands here." in page and "exception" not in page
    assert answer.status_code == 422 and "Something is missing" in answer.content.decode()


def test_money_that_moves_later_is_not_said_to_have_moved(desk, ada, act, order, late_parcel):
    order.status = "delivered"
    order.save()
    act("return_items", order, ticket=late_parcel, lines=[{"line": order.lines.get().pk}])
    thread = desk(ada).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert "To be paid back · Visa ••42 −€148.00" in thread

    act("receive_return", order, ticket=late_parcel)
    assert (
        " Paid back · Visa ••42 −€148.00"
        in desk(ada).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    )
