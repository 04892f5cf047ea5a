"""An order number in the contact form: looked up for the agents, and nothing is given away to who writes it."""

import re

import pytest

from shopbell.customers.identity import Kind
from shopbell.customers.models import Customer
from shopbell.portal.given_order import FORMS_A_DAY
from shopbell.shop.models import Order
from shopbell.tickets.models import Ticket

pytestmark = pytest.mark.django_db
OTHERS, UNKNOWN, OFTEN = "is not the one of that order", "There is no such order", "which was not looked up"


@pytest.fixture
def order_of(db):
    """An order of whoever has the address."""

    def make(address: str, number: str) -> Order:
        from shopbell.customers.customer import find_or_create_customer

        customer: Customer = find_or_create_customer(Kind.EMAIL, address, source="shop")
        return Order.objects.create(customer=customer, external_id=number, number=number, currency="EUR")

    return make


def told(client, answer) -> tuple:
    """What whoever sent a form learns, whatever its number is."""
    page = client.get(answer.url).content.decode()
    where = re.sub(r"[^/]+$", "", answer.url.rstrip("/"))
    return answer.status_code, where, re.sub(r'#?\b\d+\b|W\d+|datetime="[^"]+"', "·", page)


def notes(ticket: Ticket) -> str:
    return "\n".join(ticket.messages.filter(kind="note").values_list("text", flat=True))


@pytest.mark.requirement("R21")
@pytest.mark.parametrize("typed", ["W26", "#w26", " W-26 ", "order W26"])
def test_number_and_address_that_belong_together_put_the_order_beside_the_ticket(send, order_of, typed):
    order = order_of("mina@shopper.example", "W26")

    send(order_number=typed)

    ticket = Ticket.objects.get()
    assert [link.order for link in ticket.order_links.all()] == [order] and not notes(ticket)


def test_a_short_number_counts_where_it_is_asked_for(send, order_of):
    order = order_of("mina@shopper.example", "100")

    send(order_number="100")

    assert Ticket.objects.get().order_links.get().order == order


def test_agents_read_that_the_address_is_not_the_orders(send, order_of):
    order_of("theo@shopper.example", "W26")

    send(order_number="W26")

    assert OTHERS in notes(Ticket.objects.get()) and UNKNOWN not in notes(Ticket.objects.get())


def test_agents_read_that_there_is_no_such_order(send, order_of):
    order_of("theo@shopper.example", "W26")

    send(order_number="W99")

    assert UNKNOWN in notes(Ticket.objects.get())


@pytest.mark.parametrize("typed", ["{}", "# {}"])
def test_the_number_of_a_ticket_of_theirs_is_told_from_that_of_an_order(send, order_of, typed):
    order_of("theo@shopper.example", "W26")
    send()
    first = Ticket.objects.get()

    send(order_number=typed.format(first.pk))
    send(email="theo@shopper.example", order_number=typed.format(first.pk))

    own, others = Ticket.objects.exclude(pk=first.pk).order_by("pk")
    assert f"that of the ticket #{first.pk} of this customer" in notes(own) and UNKNOWN not in notes(own)
    assert UNKNOWN in notes(others) and "ticket" not in notes(others)


def test_a_browser_offers_no_numbers_of_other_forms(client, shop_chat):
    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()

    box = re.search(r'<input[^>]* name="order_number"[^>]*>', page)[0]
    assert 'autocomplete="off"' in box and 'list="own-orders"' in box


def test_a_desk_that_knows_no_orders_says_nothing_of_a_number(send):
    send(order_number="W99")

    assert not notes(Ticket.objects.get())


@pytest.mark.parametrize("typed", ["", "I do not know", "–"])
def test_no_number_is_no_news(send, order_of, typed):
    send(order_number=typed)

    assert not notes(Ticket.objects.get())


def test_the_question_for_an_order_is_looked_up_too(send, order_of, ask, broken):
    order = order_of("mina@shopper.example", "W26")
    question = ask(broken, asks="order")

    send(reasons=[broken.pk], **{question.key: "W26"})

    assert Ticket.objects.get().order_links.get().order == order


def test_the_same_form_twice_looks_once(send, order_of):
    order_of("theo@shopper.example", "W26")
    number = "0d2f6a3e-5d1c-4a58-9f10-0a4b7f7f3c11"

    for _again in range(2):
        send(order_number="W26", client_id=number)

    assert notes(Ticket.objects.get()).count(OTHERS) == 1


@pytest.mark.requirement("R21")
def test_nobody_tries_addresses_on_an_order_until_one_fits(client, send, order_of):
    order_of("mina@shopper.example", "W26")
    for guess in range(FORMS_A_DAY):
        refused = send(order_number="W26", email=f"guess{guess}@shopper.example")

    fits = send(order_number="my order is W26")

    ticket = Ticket.objects.latest("pk")
    assert not ticket.order_links.exists()
    assert OFTEN in notes(ticket) and OTHERS not in notes(ticket)
    assert told(client, fits) == told(client, refused)


def test_nobody_tries_numbers_on_an_address_until_one_fits(send, order_of):
    order_of("mina@shopper.example", "W26")
    for guess in range(FORMS_A_DAY):
        send(order_number=f"W{100 + guess}")

    send(order_number="W26")

    ticket = Ticket.objects.latest("pk")
    assert OFTEN in notes(ticket) and UNKNOWN not in notes(ticket)


def test_one_order_that_is_tried_keeps_no_other_from_being_looked_up(send, order_of):
    order_of("mina@shopper.example", "W26")
    mine = order_of("theo@shopper.example", "W27")
    for guess in range(FORMS_A_DAY):
        send(order_number="W26", email=f"guess{guess}@shopper.example")

    send(order_number="W27", email="theo@shopper.example")

    assert Ticket.objects.latest("pk").order_links.get().order == mine


def test_who_tries_numbers_learns_nothing(client, send, order_of):
    """The answer and the page that thanks are the same for one's own order, another's and none."""
    order_of("mina@shopper.example", "W26")
    order_of("theo@shopper.example", "W27")

    own, others, none = (told(client, send(order_number=number)) for number in ("W26", "W27", "W99"))

    assert own == others == none
    assert Ticket.objects.count() == 3
