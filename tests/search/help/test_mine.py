"""A signed-in shopper finds their own orders and questions in the one search, and never anybody else's."""

import re
import uuid

import pytest
from django.utils import timezone

from shopbell.channels.reply import send_reply
from shopbell.customers.merge import merge_customers
from shopbell.search.help.index import catch_up as catch_up_help
from shopbell.search.index import index_due
from shopbell.tickets.message import add_note, receive_message
from tests.portal.conftest import browser_of, make_order, minas, theos, vase  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


@pytest.fixture
def found(centre):
    """The addresses that a browser is shown for some words, in their order."""

    def searched(browser, words, **query):
        while index_due():
            pass
        catch_up_help()
        answer = browser.get("/help/en/search/", {"q": words} | query)
        assert answer.status_code == 200
        return re.findall(
            r'<li[^>]*>\s*<a href="([^"]+)">', answer.content.decode().partition("help-found")[2]
        )

    return searched


@pytest.fixture
def lamp(mina, make_order):  # noqa: F811
    order = make_order(mina, "W2611987", placed_at=timezone.now())
    order.lines.update(name="Lamp “Aurora”")
    return order


def test_an_order_is_found_by_its_number_its_goods_and_with_a_slip_of_the_finger(found, minas, lamp, write):  # noqa: F811
    write("Where is my order?")
    address = f"/portal/orders/{lamp.pk}/"

    assert found(minas, "W2611987")[0] == address
    assert found(minas, "where is order #w2611987?")[0] == address
    assert found(minas, "auror")[0] == address
    assert found(minas, "lamps")[0] == address
    assert found(minas, "Auorra")[0] == address
    assert found(minas, "lamb") == []


def test_another_ones_number_finds_nothing(found, theos, client, lamp):  # noqa: F811
    assert found(theos, "W2611987") == []
    assert found(theos, "aurora") == []
    assert found(client, "W2611987") == []


def test_what_belongs_to_who_was_merged_is_found_by_who_they_are_now(found, mina, theo, theos, lamp, root):  # noqa: F811
    merge_customers(mina, theo, by=root)

    assert found(theos, "W2611987") == [f"/portal/orders/{lamp.pk}/"]


def test_a_question_is_found_by_what_was_said_in_it_and_never_by_a_note(found, minas, theos, late_parcel, bo):  # noqa: F811
    send_reply(late_parcel, "It waits at the lighthouse.", by=bo, hold_seconds=0)
    send_reply(late_parcel, "It waits at the windmill.", by=bo, hold_seconds=600)
    add_note(late_parcel, "She is a troublemaker.", by=bo)
    address = f"/portal/questions/{late_parcel.pk}/"

    assert found(minas, "lighthouse") == [address]
    assert found(minas, "lighthuose") == [address]
    assert found(minas, "troublemaker") == []
    assert found(minas, "windmill") == []
    assert found(theos, "lighthouse") == []


def test_words_of_strangers_forgive_nothing_and_are_never_told(found, theos, mina, late_parcel):  # noqa: F811
    receive_message(late_parcel, "Xanthippe", customer=mina, channel="email", client_id=uuid.uuid4())

    assert found(theos, "Xantippe") == []
    assert "anthippe" not in theos.get("/help/en/search/", {"q": "Xantippe"}).content.decode()


def test_own_things_stand_first_and_have_a_facet(found, minas, mina, lamp, make_order, write):  # noqa: F811
    write("Care for a lamp")
    for number in range(4):
        make_order(mina, f"W1{number}").lines.update(name="Lamp")

    assert [each.startswith("/portal/orders/") for each in found(minas, "lamp")] == [True] * 3 + [False]
    assert len(found(minas, "lamp", kind="mine")) == 5
    assert len(found(minas, "lamp", kind="article")) == 1
    page = minas.get("/help/en/search/", {"q": "lamp"}).content.decode()
    assert "kind=mine" in page and "Mine <span>5</span>" in page


def test_a_question_about_something_else_is_not_drowned_in_own_things(found, minas, lamp, late_parcel, write):  # noqa: F811
    text = write("How customs work")

    assert found(minas, "customs declaration")[0] == f"/help/en/articles/{text.article_id}/{text.slug}/"


def test_the_box_suggests_own_things_too(minas, client, lamp, centre):  # noqa: F811
    while index_due():
        pass
    hits = minas.get("/help/en/suggestions/", {"q": "auro"}).json()["hits"]

    assert hits == [{"title": "Order #W2611987", "address": f"/portal/orders/{lamp.pk}/", "kind": "Mine"}]
    assert client.get("/help/en/suggestions/", {"q": "auro"}).json()["hits"] == []
