import pytest
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.channels.chat.models import ChatSession
from shopbell.shop.matter.suggestion import suggest_order, suggest_products, suggest_reason
from shopbell.shop.matter.surroundings import surroundings_of
from shopbell.shop.matter.ticket_product import link_product, unlink_product
from shopbell.shop.models import Cart, CartLine, Product
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import ContactReason
from shopbell.tickets.ticket import create_ticket


@pytest.fixture
def asked(mina, returns):
    """`asked("Can I send it back?")`: a ticket of Mina's with these words."""

    def ask(text: str, subject: str = "Hello"):
        ticket = create_ticket(customer=mina, channel="email", subject=subject, team=returns, by=mina)
        receive_message(ticket, text, customer=mina, channel="email")
        return ticket

    return ask


def reason_for(ticket, agent) -> str:
    found = suggest_reason(surroundings_of(ticket, agent))
    return str(found.row) if found else ""


def products_for(ticket, agent) -> list[str]:
    linked = ticket.product_links.values_list("product", flat=True)
    return [each.row.name for each in suggest_products(surroundings_of(ticket, agent), linked)]


@pytest.mark.requirement("R93", "R95")
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My parcel has not arrived, where is my order?", "Where is my order"),
        ("I would like to return the lamp.", "Return"),
        ("It is too small, may I swap it?", "Exchange"),
        ("The glass came broken.", "Damaged, wrong or missing item"),
        ("Please cancel it, I ordered twice.", "Change or cancel an order"),
        ("Wo bleibt mein Paket?", "Where is my order"),
        ("Pouvez-vous m’envoyer la facture ?", "Invoice"),
        ("No puedo iniciar sesión en mi cuenta", "Account and sign-in"),
    ],
)
def test_the_words_of_the_customer_suggest_the_reason(text, name, asked, ada):
    assert reason_for(asked(text), ada) == name


def test_without_words_or_clues_nothing_is_suggested(asked, ada):
    assert reason_for(asked("Good morning"), ada) == ""


@pytest.mark.requirement("R95", "R125")
def test_a_parcel_that_does_not_move_is_enough(asked, parcel, ada):
    found = suggest_reason(surroundings_of(asked("Anybody there?"), ada))

    assert str(found.row) == "Where is my order" and "does not move" in found.why


def test_a_clue_decides_between_two_reasons(asked, make_order, mina, ada):
    low, high = (
        ContactReason.objects.create(name=name, stage="after", words=["kettle"], position=90)
        for name in ("Kettle one", "Kettle two")
    )
    assert reason_for(asked("The kettle"), ada) == "Kettle one"

    high.clues = ["order_pending"]
    high.save()
    make_order(mina, "1", status="pending")
    assert reason_for(asked("The kettle"), ada) == "Kettle two"


def test_a_reason_that_is_not_offered_is_not_suggested(asked, ada):
    ContactReason.objects.filter(name="Invoice").update(is_active=False)

    assert reason_for(asked("Please send the invoice"), ada) == ""


@pytest.mark.requirement("R68")
def test_the_order_under_way_is_suggested_before_an_old_one(asked, make_order, mina, ada):
    make_order(mina, "1", status="delivered", placed_at=timezone.now())
    under_way = make_order(mina, "2", status="shipped")

    assert suggest_order(surroundings_of(asked("Hello"), ada)).row == under_way


def test_of_two_orders_alike_none_is_suggested(asked, make_order, mina, ada):
    make_order(mina, "1", status="shipped")
    make_order(mina, "2", status="shipped")

    assert suggest_order(surroundings_of(asked("Hello"), ada)) is None


def test_an_order_that_is_linked_leaves_nothing_to_suggest(asked, parcel, ada):
    ticket = asked("Hello")
    link_order(ticket, parcel, by=ada)

    assert suggest_order(surroundings_of(ticket, ada)) is None


@pytest.mark.requirement("R76", "R90")
def test_a_product_of_the_catalogue_is_found_by_its_whole_name(asked, vase, ada):
    Product.objects.create(external_id="lamp", name="Reading lamp Öland")

    assert products_for(asked("Is the reading lamp “Öland” dimmable?"), ada) == ["Reading lamp Öland"]


@pytest.mark.requirement("R74")
def test_what_is_in_the_cart_is_suggested(asked, vase, mina, ada):
    cart = Cart.objects.create(customer=mina, external_id="c", currency="EUR")
    CartLine.objects.create(cart=cart, variant=vase, price_cents=7400)

    assert products_for(asked("Hello"), ada) == ["Vase “Ondine”"]


@pytest.mark.parametrize("page", ["/shop/vase", "https://shop.example/shop/vase/"])
def test_the_page_in_view_is_suggested(page, asked, vase, shop_chat, ada):
    Product.objects.filter(pk=vase.product_id).update(page=page)
    ticket = asked("Hello")
    ChatSession.objects.create(
        ticket=ticket, inbox=shop_chat, page="https://shop.example/shop/vase?from=mail"
    )

    assert products_for(ticket, ada) == ["Vase “Ondine”"]


def test_what_was_taken_off_is_not_suggested_again(asked, vase, parcel, ada):
    ticket = asked("The vase Ondine")
    link_product(ticket, vase.product, by=ada)
    assert products_for(ticket, ada) == []

    unlink_product(ticket, vase.product, by=ada)
    assert products_for(ticket, ada) == []


def test_who_may_not_see_orders_is_told_nothing_of_them(asked, parcel, vase, ada):
    ada.role = Role.objects.create(name="Blind", permissions=["ticket:read_all", "ticket:update"])
    around = surroundings_of(asked("The vase Ondine"), ada)

    assert suggest_order(around) is None and suggest_products(around, []) == [] and not around.orders
