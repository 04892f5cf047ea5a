"""Writing a table in an article: its rows and columns, and what stood before it."""

import pytest
from playwright.sync_api import expect

from .test_pasting import editing

__all__ = ["editing"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R45")]


def test_a_table_gets_rows_and_columns_and_goes_again(editing):
    page, editor = editing

    def press(name):
        page.get_by_role("button", name=name, exact=True).click()

    press("Table")
    expect(editor.locator("tr")).to_have_count(3)
    expect(page.get_by_role("button", name="Table", exact=True)).to_be_hidden()  # none within another
    press("A row below")
    press("A column after")
    expect(editor.locator("tr")).to_have_count(4)
    expect(editor.locator("tr").first.locator("th")).to_have_count(3)
    press("Take the row away")
    press("Take the column away")
    expect(editor.locator("tr")).to_have_count(3)
    expect(editor.locator("tr").last.locator("td")).to_have_count(2)
    press("Take the table away")
    expect(editor.locator("table")).to_have_count(0)
    expect(page.get_by_role("button", name="A row below")).to_be_hidden()


def test_a_table_stands_after_what_was_put_in_before_it(editing):
    page, editor = editing
    page.get_by_role("button", name="Film of YouTube or Vimeo").click()
    page.get_by_label("Address of the film").fill("https://vimeo.com/1234")
    page.get_by_label("What the film shows").fill("A lamp")
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Table", exact=True).click()

    expect(editor.locator("table")).to_have_count(1)
    body = page.locator("[data-article-body]").input_value()
    assert body.index("A lamp") < body.index("<table")
