"""Conditions in the search and the palette: they narrow the tickets, to whoever may see them."""

import pytest

from shopbell.search.index import index_due
from shopbell.shop.models import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.status import Status
from shopbell.web.console.palette import palette_of


def is_found(page, ticket):
    return f'href="/desk/tickets/{ticket.pk}/' in page


@pytest.mark.requirement("R89")
def test_conditions_narrow_what_the_words_find(search, ada, late_parcel):
    order = Order.objects.create(
        external_id="1", number="W77", customer=late_parcel.customer, currency="EUR", total_cents=30_000
    )
    link_order(late_parcel, order, by=ada)

    assert is_found(search(ada, "parcel order-value:>200"), late_parcel)
    assert not is_found(search(ada, "parcel order-value:>300"), late_parcel)
    assert not is_found(search(ada, f"{late_parcel.pk} order-value:>300"), late_parcel)  # nor by its number
    assert is_found(search(ada, f"{late_parcel.pk} order-value:>200"), late_parcel)


def test_conditions_alone_show_the_tickets_of_the_filter_newest_first(search, ada, late_parcel, wrong_size):
    page = search(ada, "status:unsolved")

    newer, older = sorted(
        (late_parcel, wrong_size), key=lambda each: (each.last_message_at, each.pk), reverse=True
    )
    assert page.index(f"/desk/tickets/{newer.pk}/") < page.index(f"/desk/tickets/{older.pk}/")
    assert 'href="/desk/views/all/?filter=status%3Aunsolved"' in page
    assert not is_found(search(ada, "-status:unsolved"), late_parcel)


def test_more_than_are_shown_are_told_of(search, ada, late_parcel, wrong_size, monkeypatch):
    monkeypatch.setattr("shopbell.web.console.views.search.TOGETHER", {"tickets": 1})

    assert "At least 1 result" in search(ada, "status:unsolved")


@pytest.mark.parametrize("text", ["status:unsolved", "parcel status:unsolved"])
def test_nobody_finds_by_a_condition_what_they_may_not_open(search, ada, bo, cy, late_parcel, text):
    seen = {agent: type(late_parcel).objects.visible_to(agent).exists() for agent in (ada, bo, cy)}
    assert seen[ada] and not seen[cy]

    for agent, may in seen.items():
        assert is_found(search(agent, text), late_parcel) is may


def test_customers_and_orders_are_left_out_and_the_page_says_so(search, ada, mina, late_parcel):
    page = search(ada, "mina status:unsolved", kind="customers")

    assert "With a condition, only tickets are searched." in page
    assert "found-customers" not in page
    assert "only tickets are searched" not in search(ada, "mina")


def test_a_condition_that_is_not_understood_is_told_and_the_words_are_searched(search, ada, late_parcel):
    page = search(ada, "staus:open parcel")
    assert "There is no field “staus”." in page and "“status”?" in page

    page = search(ada, "status:opne parcel")
    assert "opne" in page and "data-trouble" in page
    assert is_found(page, late_parcel)


def test_what_was_typed_stays_in_the_box_and_becomes_no_markup(search, ada):
    page = search(ada, 'tag:"<b>x" parcel')

    assert "<b>x" not in page
    assert "parcel" in page


def test_the_palette_finds_by_conditions_too(ada, late_parcel, wrong_size):
    while index_due():
        pass
    wrong_size.status = Status.SOLVED
    wrong_size.save()

    groups = {each.label: each.options for each in palette_of(ada, "status:unsolved")}

    assert [each.place for each in groups["Tickets"]] == [f"ticket-{late_parcel.pk}"]
    assert list(groups) == ["Tickets", "Search"]
    assert "status%3Aunsolved" in groups["Search"][0].address
