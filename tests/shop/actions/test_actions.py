"""Each action does what its preview says, and an undo puts everything back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.customers.models import Customer
from shopbell.shop.actions.undo import undo_run, why_not
from shopbell.shop.models import Address, Order, OrderLine, Shipment, Variant

from .state import everything

HOME = {"line1": "Rue 2", "city": "Paris", "country": "FR", "postcode": "75001"}


def line(order, **more):
    return [{"line": order.lines.first().pk, **more}]


def test_the_address_of_a_pending_order_changes(there_and_back, sell, mina, card):
    order = sell(mina, card)

    there_and_back("change_address", order, **HOME)

    order.refresh_from_db()
    assert order.address["city"] == "Paris" and order.address["name"] == "Mina Okafor"


def test_an_order_is_paid_otherwise(there_and_back, sell, mina, card, gift_card):
    gift_card.balance_cents = 14_800
    gift_card.save()
    order = sell(mina, card)

    preview, _run = there_and_back("change_payment", order, method=gift_card.pk)

    assert [(each.kind, each.method, each.cents) for each in preview.money] == [
        ("refund", card, 14_800),
        ("charge", gift_card, 14_800),
    ]
    gift_card.refresh_from_db(), order.refresh_from_db()
    assert gift_card.balance_cents == 0 and order.status == "pending"


def test_each_changed_line_takes_its_own_price_and_options(
    there_and_back, sell, mina, card, gift_card, red, vase
):
    green = Variant.objects.create(
        product=vase.product, external_id="green", options={"colour": "green"}, price_cents=7000, currency="EUR", stock=1
    )  # fmt: skip
    order = sell(mina, card, quantity=3)
    lines = [*line(order, quantity=1, variant=red.pk), *line(order, quantity=1, variant=green.pk)]

    preview, _run = there_and_back("change_items", order, lines=lines, method=gift_card.pk)

    assert [(each.kind, each.cents) for each in preview.money] == [("charge", 8000 + 7000 - 2 * 7400)]
    assert {each.variant: each.pieces for each in preview.stock} == {vase: 2, red: -1, green: -1}
    rows = order.lines.order_by("price_cents").values_list("options__colour", "quantity", "price_cents")
    assert list(rows) == [("green", 1, 7000), ("blue", 1, 7400), ("red", 1, 8000)]
    order.refresh_from_db(), gift_card.refresh_from_db(), vase.refresh_from_db()
    assert (order.total_cents, order.status) == (3 * 7400 + 200, "items_changed")
    assert gift_card.balance_cents == 4800 and vase.stock == 6


def test_a_cheaper_item_is_paid_back_on_the_stated_method(act, sell, mina, card, gift_card, red, vase):
    order = sell(mina, card, variant=red)

    act("change_items", order, lines=line(order, variant=vase.pk), method=gift_card.pk)

    gift_card.refresh_from_db()
    assert gift_card.balance_cents == 5000 + 1200
    assert order.payments.get(kind="refund").repays.method == card


def test_a_part_is_refunded_to_where_it_came_from(there_and_back, sell, mina, card):
    order = sell(mina, card, status="delivered")

    preview, _run = there_and_back("refund_order", order, amount_cents=1000)

    assert [(each.method, each.cents, each.days) for each in preview.money] == [(card, 1000, (5, 7))]


def test_a_refund_onto_a_gift_card_is_there_at_once(act, sell, mina, card, gift_card):
    act("refund_order", sell(mina, card, status="delivered"), amount_cents=1000, method=gift_card.pk)

    gift_card.refresh_from_db()
    assert gift_card.balance_cents == 6000


def test_a_return_is_refunded_when_it_is_here(there_and_back, act, sell, mina, card, vase):
    order = sell(mina, card, status="delivered")

    preview, run = there_and_back("return_items", order, lines=line(order, quantity=1), reason="too big")

    assert [(each.cents, each.when) for each in preview.money] == [(7400, "received")]
    assert not order.payments.filter(kind="refund").exists()
    returned = order.returns.get(status="requested")
    assert (
        returned.label["code"] == returned.number == run.effects["data"]["number"] and returned.instructions
    )
    act("receive_return", order)
    order.refresh_from_db(), vase.refresh_from_db(), returned.refresh_from_db()
    assert (order.status, returned.status, vase.stock) == ("delivered", "refunded", 5)
    assert order.payments.get(kind="refund").amount_cents == 7400


def test_what_was_refunded_meanwhile_is_not_refunded_again_when_the_return_is_here(act, sell, mina, card):
    order = sell(mina, card, status="delivered")
    act("return_items", order, lines=line(order))
    act("refund_order", order, amount_cents=10_000)

    act("receive_return", order)

    assert sum(order.payments.filter(kind="refund").values_list("amount_cents", flat=True)) == 14_800


def test_a_return_of_a_discounted_order_pays_back_what_was_paid_for_it(look, sell, mina, card):
    order = sell(mina, card, status="delivered")
    order.discount_cents, order.shipping_cents, order.total_cents = 4800, 500, 10_500
    order.save()
    order.payments.update(amount_cents=10_500)

    assert [each.cents for each in look("return_items", order, lines=line(order, quantity=1)).money] == [5000]


def test_an_exchange_moves_the_difference_when_it_is_sent(
    there_and_back, act, sell, mina, card, gift_card, red, vase
):
    order = sell(mina, card, status="delivered")

    preview, _run = there_and_back(
        "exchange_items", order, lines=line(order, quantity=1, variant=red.pk), method=gift_card.pk
    )

    gift_card.refresh_from_db(), red.refresh_from_db(), vase.refresh_from_db()
    assert [(each.kind, each.cents, each.when) for each in preview.money] == [("charge", 600, "sent")]
    assert (gift_card.balance_cents, red.stock, vase.stock) == (5000, 2, 4)
    act("send_exchange", order, carrier="Colis", tracking_number="X1")
    gift_card.refresh_from_db(), vase.refresh_from_db(), order.refresh_from_db()
    assert (gift_card.balance_cents, vase.stock, order.status, order.total_cents) == (
        4400,
        5,
        "exchanged",
        15_400,
    )
    assert order.shipments.get().lines.get().variant == red
    assert set(order.lines.values_list("variant", "quantity")) == {(red.pk, 1), (vase.pk, 1)}


def test_a_lost_parcel_is_sent_again_once(there_and_back, act, sell, mina, card, vase):
    order = sell(mina, card, status="delivered")

    preview, run = there_and_back("reship", order, reason="lost")

    assert {each.variant: each.pieces for each in preview.stock} == {vase: -2} and not preview.money
    shipment = Shipment.objects.get(pk=run.effects["data"]["shipment"])
    assert list(shipment.lines.all()) == list(OrderLine.objects.filter(order=order))
    with pytest.raises(Refused, match="already"):
        act("reship", order, reason="lost")


def test_the_default_address_changes_and_placed_orders_keep_theirs(there_and_back, sell, mina, card):
    order = sell(mina, card)

    there_and_back("change_default_address", customer=mina, **HOME)

    order.refresh_from_db()
    assert mina.addresses.get(is_default=True).city == "Paris" and order.address["city"] == "Lyon"


def test_an_address_that_was_taken_back_is_not_left_in_the_book(act, ada, mina):
    first = Address.objects.create(customer=mina, line1="Quai 1", city="Lyon", country="FR", is_default=True)

    undo_run(act("change_default_address", customer=mina, **HOME), by=ada)

    assert mina.addresses.get() == first and mina.addresses.get().is_default


def test_what_the_shop_changed_since_is_not_overwritten_by_an_undo(act, ada, sell, mina, card, red):
    address, items = sell(mina, card), sell(mina, card)
    moved = act("change_address", address, **HOME)
    address.refresh_from_db()
    address.address["city"] = "Nice"
    address.save()
    changed = act("change_items", items, lines=line(items, quantity=1, variant=red.pk), method=card.pk)
    items.lines.filter(variant=red).update(quantity=2)
    before = everything()

    for run in (moved, changed):
        with pytest.raises(Refused, match="since"):
            undo_run(run, by=ada)

    assert everything() == before


def test_nothing_is_done_for_who_was_erased(act, sell, mina, card):
    order = sell(mina, card, status="delivered")
    Customer.objects.filter(pk=mina.pk).update(erased_at=timezone.now())
    before = everything()

    with pytest.raises(Refused, match="erased"):
        act("refund_order", Order.objects.get(pk=order.pk))

    assert everything() == before


def test_a_defect_is_kept_with_the_product(there_and_back, sell, mina, card, vase):
    order = sell(mina, card, status="delivered")

    there_and_back("flag_defect", order, line=order.lines.first().pk, kind="glaze", words="It peels.")

    defect = vase.product.defects.filter(withdrawn_at=None).get()
    assert (defect.order, defect.kind, defect.words) == (order, "glaze", "It peels.")


def test_nothing_is_taken_back_after_something_else_was_done(act, ada, sell, mina, card):
    order = sell(mina, card)
    first = act("change_address", order, **HOME)
    act("cancel_order", order, reason="no longer needed")
    before = everything()

    with pytest.raises(Refused, match="since"):
        undo_run(first, by=ada)

    assert everything() == before


def test_a_parcel_that_left_is_not_called_back(act, ada, sell, mina, card):
    run = act("reship", sell(mina, card, status="delivered"))
    Shipment.objects.update(shipped_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(Refused, match="left"):
        undo_run(run, by=ada)


def test_a_run_says_that_something_was_done_since_also_where_its_order_was_looked_at(act, sell, mina, card):
    order = sell(mina, card, status="delivered")
    first = act("refund_order", order, amount_cents=100)
    act("refund_order", order, amount_cents=100)

    assert "since" in why_not(first)
