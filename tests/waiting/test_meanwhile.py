"""What who waits may read: the state of their order, if they have proved who they are, and the shop's policy."""

import pytest

from shopbell.channels.chat.continue_link import continue_link
from shopbell.channels.chat.models import ChatSession
from shopbell.channels.while_waiting import ANSWERS, Card
from shopbell.customers.customer import claim_identity
from shopbell.customers.identity import Kind
from shopbell.customers.merge import merge_customers
from shopbell.shop.order import Order
from shopbell.tickets.models import ContactReason
from tests.channels.chat.shopper import Shopper

pytestmark = pytest.mark.requirement("R14")


def cards(shopper):
    return shopper.get("meanwhile", chat=shopper.chat).json()["cards"]


def order_for(customer, number="20400"):
    return Order.objects.create(
        customer=customer, number=number, external_id=number, currency="EUR", total_cents=7400, status="shipped"
    )  # fmt: skip


def follow_the_mail(shopper):
    """Open the link that was mailed to the address which this browser typed."""
    session = ChatSession.objects.get(pk=shopper.chat)
    token = continue_link(session, mailed_to="mina@shopper.example").rstrip("/").rpartition("/")[2]
    assert shopper.post("join", token=token).status_code == 200


def test_nobody_reads_of_an_order_who_has_proved_nothing(waiting, ticket):
    order_for(ticket.customer)

    assert cards(waiting) == []


def test_whoever_followed_the_mailed_link_reads_how_their_order_stands(waiting, ticket):
    order_for(ticket.customer)
    follow_the_mail(waiting)

    (card,) = cards(waiting)

    assert "20400" in card["title"] and "Shipped" in card["lines"][0]


def test_a_browser_that_an_agent_joined_to_a_known_customer_reads_nothing_of_them(waiting, ticket, mina):
    claim_identity(mina, Kind.EMAIL, "mina@shopper.example", source="shop", verified_at=mina.created_at)
    order_for(mina)
    merge_customers(mina, ticket.customer, reason="The same person, says an agent.")

    assert cards(waiting) == []


def test_another_browser_in_the_same_chat_reads_nothing_of_the_order(waiting, ticket, shop_chat):
    order_for(ticket.customer)
    follow_the_mail(waiting)
    other = Shopper(shop_chat)
    token = continue_link(ChatSession.objects.get(pk=waiting.chat)).rstrip("/").rpartition("/")[2]
    other.post("join", token=token)
    other.chat = waiting.chat

    assert cards(other) == []


def test_the_policy_of_what_they_ask_is_there_to_read(waiting, ticket):
    ticket.reason = ContactReason.objects.create(
        stage="after", name="I want to return something", position=99
    )
    ticket.save()

    (card,) = cards(waiting)

    assert card["title"] == "Returns and refunds" and card["lines"]
    assert card["links"][0][1] == "/policies/returns/"


def test_a_floor_above_adds_what_it_knows(waiting, monkeypatch):
    monkeypatch.setitem(ANSWERS, "articles", lambda asker, language: [Card(f"In {language}", ["Read me"])])

    assert cards(waiting)[-1] == {"title": "In en", "lines": ["Read me"], "links": []}


def test_nothing_is_there_for_a_shop_that_chose_nothing(waiting):
    told = waiting.get("meanwhile", chat=waiting.chat).json()

    assert (told["cards"], told["survey"], told["media"]) == ([], None, [])


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Un protocolo", None),
        ("Algo roto", "Warranty"),
        ("Ein Umtausch", "Exchanges"),
        ("أسئلة عن الإرجاع", "Returns and refunds"),
    ],
)
def test_a_policy_is_found_by_how_words_begin(waiting, ticket, name, title):
    ticket.reason = ContactReason.objects.create(stage="after", name=name, position=99)
    ticket.save()

    shown = [card["title"] for card in cards(waiting)]

    assert [each.split()[0] for each in shown] == ([title.split()[0]] if title else [])
