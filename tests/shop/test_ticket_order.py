import pytest

from shopbell.core.errors import Refused
from shopbell.shop.ticket_order import link_order, order_numbered, unlink_order
from shopbell.tickets.event import Verb


def test_linking_twice_leaves_one_trace(late_parcel, parcel, ada):
    for _ in range(2):
        link_order(late_parcel, parcel, by=ada)

    assert late_parcel.events.filter(verb=Verb.ORDER_LINKED).count() == 1


def test_unlinking_what_is_not_linked_leaves_no_trace(late_parcel, parcel, ada):
    unlink_order(late_parcel, parcel, by=ada)

    assert not late_parcel.events.filter(verb=Verb.ORDER_UNLINKED).exists()


def test_the_customers_own_order_comes_before_a_namesake(make_order, late_parcel, mina, theo, ada):
    make_order(theo, "#500")
    own = make_order(mina, "500")

    assert order_numbered("#500", late_parcel, ada) == own


@pytest.mark.parametrize("number", ["", "  #", "99999"])
def test_an_unknown_number_is_refused_with_what_to_do(number, late_parcel, ada, db):
    with pytest.raises(Refused, match="number"):
        order_numbered(number, late_parcel, ada)


def test_an_agent_links_and_unlinks_from_the_panel(desk, ada, late_parcel, parcel):
    screen = desk(ada)
    page = screen.post(
        f"/desk/tickets/{late_parcel.pk}/orders/", {"number": "#10467"}, headers={"HX-Request": "true"}
    )
    assert f'id="order-{parcel.pk}"' in page.content.decode()

    page = screen.post(
        f"/desk/tickets/{late_parcel.pk}/orders/{parcel.pk}/unlink/", headers={"HX-Request": "true"}
    )
    assert f'id="order-{parcel.pk}"' not in page.content.decode()
    assert not late_parcel.order_links.exists()


def test_a_wrong_number_comes_back_with_its_sentence(desk, ada, late_parcel):
    page = desk(ada).post(
        f"/desk/tickets/{late_parcel.pk}/orders/", {"number": "4711"}, headers={"HX-Request": "true"}
    )

    assert page.status_code == 422
    assert "There is no order 4711" in page.content.decode() and 'value="4711"' in page.content.decode()


def test_without_javascript_the_way_leads_back_to_the_ticket(desk, ada, late_parcel, parcel):
    page = desk(ada).post(f"/desk/tickets/{late_parcel.pk}/orders/", {"number": "10467"})

    assert page.status_code == 302 and page.url == f"/desk/tickets/{late_parcel.pk}/"


def test_an_agent_of_another_team_finds_no_ticket(desk, cy, late_parcel, parcel):
    assert desk(cy).post(f"/desk/tickets/{late_parcel.pk}/orders/", {"number": "10467"}).status_code == 404


def test_strangers_are_sent_to_sign_in(client, late_parcel):
    assert client.post(f"/desk/tickets/{late_parcel.pk}/orders/", {"number": "1"}).status_code == 302
