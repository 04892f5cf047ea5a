import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.reactions import react
from shopbell.shop.detect import candidates, link_named_orders, named_orders
from shopbell.shop.order import number_key
from shopbell.shop.ticket_order import link_order, unlink_order
from shopbell.tickets.event import Verb
from shopbell.tickets.message import receive_message

SPELLINGS = [
    "10467",
    "#10467",
    "# 10467",
    "№10467",
    "order 10467.",
    "(10467)",
    "my order is10467? no: 10467",
    "١٠٤٦٧",
    "１０４６７",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_number_is_found_in_any_spelling(text, parcel, mina):
    assert named_orders(text, mina) == [parcel]


@pytest.mark.parametrize("text", ["#W2611", "w2611", "order W-2611", "Re: W2611/2"])
def test_letters_count_in_any_case(text, theos, theo):
    assert named_orders(text, theo) == [theos]


def test_several_orders_are_found_in_the_order_of_the_text(parcel, make_order, mina):
    later = make_order(mina, "10499")

    assert named_orders("First 10499, then #10467, and 10499 again", mina) == [later, parcel]


def test_a_longer_number_is_another_order(parcel, mina):
    assert named_orders("call 104671 or 5510467", mina) == []


def test_a_short_bare_number_of_somebody_else_is_an_amount(make_order, theo, mina):
    theirs = make_order(theo, "100")

    assert named_orders("I want 100 mugs", mina) == []
    assert named_orders("I want 100 mugs", theo) == [theirs]
    assert named_orders("It is about #100", mina) == [theirs]


@given(st.text(max_size=300))
def test_any_text_can_be_searched(text):
    assert all(key == number_key(key) for key in candidates(text))


@given(
    st.from_regex(r"[A-Z]{0,3}[0-9]{4,12}", fullmatch=True),
    st.sampled_from(["#", "", "№ ", "nr."]),
    st.sampled_from([" ", ",", "!", "\n", "؟"]),
)
def test_a_number_among_words_is_always_a_candidate(number, before, behind):
    assert number_key(number) in candidates(f"Where is {before}{number}{behind} please")


@pytest.mark.django_db
def test_what_the_customer_names_is_linked_once(late_parcel, parcel, mina):
    for _ in range(2):
        receive_message(late_parcel, "It is #10467.", customer=mina, channel="email")

    for event in late_parcel.events.filter(verb=Verb.RECEIVED):
        for _ in range(2):
            react(late_parcel.pk, event.pk)

    assert [link.order for link in late_parcel.order_links.all()] == [parcel]
    linked = late_parcel.events.get(verb=Verb.ORDER_LINKED)
    assert linked.data["number"] == "#10467" and linked.cause.verb == Verb.RECEIVED


def test_the_subject_speaks_with_the_first_message(parcel, mina, returns):
    from shopbell.tickets.ticket import create_ticket

    ticket = create_ticket(customer=mina, channel="email", subject="Order 10467", team=returns, by=mina)
    receive_message(ticket, "Where is it?", customer=mina, channel="email")

    react(ticket.pk, ticket.events.get(verb=Verb.RECEIVED).pk)

    assert ticket.order_links.get().order == parcel


def test_what_an_agent_took_off_stays_off(late_parcel, parcel, ada):
    link_order(late_parcel, parcel, by=ada)
    unlink_order(late_parcel, parcel, by=ada)

    link_named_orders(late_parcel, [parcel], cause=late_parcel.events.filter(verb=Verb.RECEIVED).get())

    assert not late_parcel.order_links.exists()
