"""The search page: what it shows, to whom, and that no word of anybody becomes markup."""

import re

from shopbell.search import query
from shopbell.shop.models import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.message import add_note, receive_message


def test_a_ticket_is_shown_once_with_the_words_marked(search, ada, mina, late_parcel):
    receive_message(late_parcel, "Still nothing on Tuesday.", customer=mina, channel="email")

    page = search(ada, "tuesday")

    assert page.count("data-found-row") == 1
    assert "<mark>Tuesday</mark>" in page
    assert "1 more message" in page


def test_words_are_marked_as_they_were_written(search, ada, mina, late_parcel):
    receive_message(late_parcel, "Die Größe stimmt nicht, 我的订单还没有到货", customer=mina, channel="email")

    assert "<mark>Größe</mark>" in search(ada, "grosse")
    assert "<mark>订单</mark>" in search(ada, "订单")


def test_what_customers_write_stays_text(search, ada, mina, late_parcel):
    receive_message(
        late_parcel, "<script>alert(1)</script> kettle <img src=x>", customer=mina, channel="email"
    )

    page = search(ada, "kettle alert")

    assert "&lt;script&gt;<mark>alert</mark>" in page
    assert not re.search(r"<script>alert|<img src=x", page)
    assert "<script>alert" not in search(ada, "<script>alert(2)</script>")


def test_an_order_leads_to_its_ticket_or_else_to_its_customer(search, ada, mina, late_parcel):
    order = Order.objects.create(external_id="1", number="W77", customer=mina, currency="EUR")
    assert f'href="/desk/customers/{mina.pk}/"' in search(ada, "W77", kind="orders")

    link_order(late_parcel, order, by=ada)

    assert f'href="/desk/tickets/{late_parcel.pk}/"' in search(ada, "W77", kind="orders")


def test_notes_are_found_by_those_who_see_the_ticket(search, ada, cy, late_parcel):
    add_note(late_parcel, "The depot burnt down.", by=ada)

    assert "found-note" in search(ada, "depot")
    assert "burnt" not in search(cy, "depot")


def test_an_empty_search_explains_itself_and_a_vain_one_says_what_to_try(search, ada):
    assert "Search everything you may open." in search(ada, "  ")
    assert "Try fewer words" in search(ada, "xylophone")


def test_a_forgiven_error_says_which_words_were_read(search, ada, late_parcel):
    page = search(ada, "parcle")

    assert "parcel." in page
    assert "<mark>parcel</mark>" in page


def test_a_kind_alone_is_searched(search, ada, mina, late_parcel):
    page = search(ada, "mina", kind="customers")

    assert "found-customers" in page
    assert "found-tickets" not in page


def test_the_box_refetches_only_what_is_below_it(desk, ada, late_parcel):
    page = desk(ada).get("/desk/search/", {"q": "parcel"}, headers={"HX-Target": "found"}).content.decode()

    assert "<html" not in page
    assert "data-found-row" in page


def test_where_only_the_newest_were_searched_the_count_says_at_least(search, ada, late_parcel, monkeypatch):
    monkeypatch.setattr("shopbell.search.query._best", narrowed := Narrowed())
    page = search(ada, "parcel")
    assert re.search(r"At least \d+ result", page) and "Look through all of them" in page
    assert re.search(r'kind=tickets">Tickets <span class="faint figures">1\+<', page)

    assert "Look through all of them" in search(ada, "dirigible")  # or one would read that there is nothing
    page = search(ada, "parcel", all="1")
    assert "At least" not in page and "Look through all of them" not in page
    assert narrowed.asked == {False, True}


class Narrowed:
    """Finds what the search finds, and says that the newest shelves alone held it, unless all is asked for."""

    def __init__(self) -> None:
        self.best, self.asked = query._best, set()

    def __call__(self, agent, kind, ask, most, *, is_whole):
        self.asked.add(is_whole)
        return self.best(agent, kind, ask, most, is_whole=True)[0], is_whole or kind != query.TICKETS
