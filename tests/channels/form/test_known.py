"""What the form knows of who is signed in, and the products that it offers while one is named."""

import pytest

from shopbell.channels.form.known import LONGEST, MOST_PRODUCTS, product_names
from shopbell.shop.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamps(db):
    for name in ("Bell lamp", "Reading lamp", "Lamp shade"):
        Product.objects.create(external_id=name, name=name, page=f"/shop/{name.replace(' ', '-')}")
    Product.objects.create(external_id="next", name="Lamp of next spring")  # shoppers cannot see it yet


@pytest.fixture
def ask_products(client, shop_chat):
    return lambda text: client.get(f"/contact/{shop_chat.public_key}/products/", {"text": text})


@pytest.mark.requirement("R21")
def test_products_of_the_shop_are_offered_while_one_is_named(ask_products, lamps):
    assert ask_products("lamp").json() == {"products": ["Bell lamp", "Lamp shade", "Reading lamp"]}
    assert ask_products("lamp read").json() == {"products": ["Reading lamp"]}


def test_what_shoppers_cannot_see_is_not_offered(ask_products, lamps):
    assert ask_products("next spring").json() == {"products": []}


@pytest.mark.parametrize("text", ["", " l ", "\0l", "%", "_"])
def test_less_than_two_letters_offer_nothing(ask_products, lamps, text):
    assert ask_products(text).json() == {"products": []}


def test_a_long_text_and_a_long_list_are_cut(lamps):
    Product.objects.bulk_create(
        Product(external_id=f"n{number}", name=f"Bulb {number}", page=f"/shop/{number}")
        for number in range(30)
    )

    assert len(product_names("bulb")) == MOST_PRODUCTS
    assert product_names("bulb" + " " * LONGEST + "nothing has this") == product_names("bulb")


def test_a_question_of_a_product_is_a_box_that_offers_them(client, shop_chat, ask):
    ask(asks="product", name="Which product")

    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()

    assert f'data-products="/contact/{shop_chat.public_key}/products/"' in page
    assert 'data-products=""' in page


def test_a_strangers_form_knows_nobody(client, shop_chat):
    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()

    assert "own-orders" in page  # the box looks for the list
    assert "<datalist" not in page
