"""What a shopper reads once something is done to their order: in the language of the page, and each thing once."""

import pytest

from .actions import CANCELLED, address, agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_german(mina, minas):
    """Mina, to whom the shop writes in English, reads these pages in German."""
    mina.language = "en"
    mina.save()
    minas.cookies["django_language"] = "de"
    return minas


@pytest.mark.requirement("R134")
def test_the_reasons_for_cancelling_are_in_the_language_of_the_page(in_german, order):
    page = in_german.get(address(order)).content.decode()

    assert 'value="ordered by mistake">versehentlich bestellt<' in page
    assert 'value="no longer needed">wird nicht mehr gebraucht<' in page


@pytest.mark.requirement("R134")
def test_what_was_done_has_its_rule_in_the_language_of_the_page(in_german, order):
    done = agree(in_german, order, **CANCELLED).headers["Location"]

    page = in_german.get(done).content.decode()

    assert "Eine Bestellung kann storniert werden" in page and "An order can be cancelled" not in page


@pytest.mark.requirement("R134")
def test_what_to_do_with_a_return_is_in_the_language_of_the_page(in_german, sell, mina, card):
    order = sell(mina, card, status="delivered")
    done = agree(in_german, order, "return_items", line=order.lines.get().pk).headers["Location"]

    page = in_german.get(done).content.decode()

    assert "Heben Sie den Beleg auf" in page and "Keep the receipt" not in page


def test_the_label_of_a_return_is_a_button_and_its_number_stands_once(minas, sell, mina, card):
    order = sell(mina, card, status="delivered")
    done = agree(minas, order, "return_items", line=order.lines.get().pk).headers["Location"]

    page = minas.get(done).content.decode()

    assert page.count("Number on the label") == 1
    assert "Print the label</a>" in page and "Label to print" not in page
