"""What was not chosen is named in the sentence about it, and marked where it is chosen."""

import re
import uuid

import pytest

from .actions import address

pytestmark = pytest.mark.django_db


def test_items_that_were_not_chosen_are_named_and_marked(minas, sell, mina, card):
    page = asked(minas, sell(mina, card, status="delivered"), "return_items")

    said = page.index("Something is missing: which items.")
    assert said < page.index("Choose at least one item.") < page.index('name="line"')
    assert marked("line", page)


def test_an_item_without_what_comes_instead_is_named_and_marked(minas, sell, mina, card, red):
    order = sell(mina, card, status="delivered")
    line = order.lines.get()

    page = asked(minas, order, "exchange_items", line=line.pk)

    assert "Something is missing: what you get instead." in page
    assert marked(f"variant-{line.pk}", page) and not marked("line", page)
    assert "For a difference in price" in page


def test_a_reason_that_the_rules_ask_for_is_needed_on_the_page_too(minas, order):
    field = re.search(r'<select[^>]* name="reason"[^>]*>', minas.get(address(order)).content.decode())

    assert field and " required" in field[0]


def asked(browser, order, action, **chosen) -> str:
    answer = browser.post(address(order, action), {"key": uuid.uuid4(), **chosen})
    assert answer.status_code == 422
    return answer.content.decode()


def marked(name: str, page: str) -> bool:
    return bool(re.search(rf'name="{name}"[^>]*aria-invalid="true"', page))
