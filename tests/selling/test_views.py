import json

import pytest

from shopbell.selling.models import ChatCard
from shopbell.shop.models import Product, StockLevel, Warehouse
from shopbell.shop.product_search import find_products
from tests.shop.actions.conftest import method


@pytest.mark.requirement("R70", "R76")
def test_products_are_found_with_options_stock_and_back_order(desk, ticket, vase, red, bo):
    ghent = Warehouse.objects.create(external_id="g", name="Ghent")
    StockLevel.objects.create(variant=vase, warehouse=ghent, pieces=4, back_order_on="2030-05-04")

    page = " ".join(
        desk(bo).get(f"/desk/tickets/{ticket.pk}/products/?q=ondine red").content.decode().split()
    )

    for words in [
        "Vase “Ondine”",
        "from €74.00",
        "red",
        "3 in stock",
        "Ghent: 4",
        "more on May 4",
        "Show it in the chat",
    ]:
        assert words in page


def test_every_word_counts_and_names_come_first(vase, db):
    other = Product.objects.create(external_id="o", name="Oil for a vase")

    assert find_products("vase", 5) == [vase.product, other]
    assert find_products("vase blue", 5) == [vase.product]
    assert find_products("vase green", 5) == []


def test_an_agent_sends_a_product_and_reads_the_card_in_the_thread(desk, ticket, vase, bo):
    console = desk(bo)
    console.post(f"/desk/tickets/{ticket.pk}/cards/", {"product": vase.product.pk})

    page = console.get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert 'class="chat-card"' in page and "<p>Vase" not in page


def test_an_agent_has_the_shopper_asked_from_the_drawer(desk, ticket, bought, bo):
    console = desk(bo)
    drawer = console.get(
        f"/desk/tickets/{ticket.pk}/actions/cancel_order/?order={bought.pk}", headers={"HX-Request": "true"}
    )
    assert "Ask the customer first" in drawer.content.decode()

    given = {"order": bought.pk, "reason": "no longer needed"}
    answer = console.post(
        f"/desk/tickets/{ticket.pk}/actions/cancel_order/ask/", given, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 204 and ChatCard.objects.get().action == "cancel_order"


def test_by_mail_the_words_go_into_the_reply(desk, late_parcel, make_order, mina, vase, bo):
    order = make_order(mina, "10467")
    console = desk(bo)

    found = console.get(f"/desk/tickets/{late_parcel.pk}/products/").content.decode()
    unfolded = console.get(
        f"/desk/tickets/{late_parcel.pk}/orders/{order.pk}/", headers={"HX-Request": "true"}
    ).content.decode()

    assert "Put it into the reply" in found and "Show it in the chat" not in found
    assert "Order #10467\n" in unfolded


def test_by_mail_the_question_goes_into_the_reply(desk, late_parcel, sell, mina, bo):
    order = sell(mina, method(mina, "card", brand="visa", last_four="1142"))
    address = f"/desk/tickets/{late_parcel.pk}/actions/cancel_order/ask/"

    answer = desk(bo).post(
        address, {"order": order.pk, "reason": "no longer needed"}, headers={"HX-Request": "true"}
    )

    words = json.loads(answer.headers["HX-Trigger"])["into-reply"]["words"]
    assert "Paid back: €148.00" in words and "yes or no" in words
    assert not ChatCard.objects.exists() and not late_parcel.messages.filter(agent=bo).exists()
