"""HTML that is nested deeper than people nest it loses the tags that lie too deep, and none of its words."""

from shopbell.core.html import clean
from shopbell.core.plain_text import plain_text
from shopbell.core.shallow_html import DEEPEST, DEEPEST_LISTS, shallow


def test_usual_html_stays_as_it_is():
    page = "<div><ul><li>One</li><li>Two<ol><li>Three</li></ol></li></ul></div>" * 100

    assert shallow(page) == page


def test_what_lies_too_deep_is_left_out_and_its_words_stay():
    page = shallow("<div>" * 5000 + "Deep words." + "</div>" * 5000 + "<p>After.</p>")

    assert page.count("<div>") == page.count("</div>") == DEEPEST
    assert "Deep words." in page and page.endswith("<p>After.</p>")


def test_lists_in_lists_are_flattened_sooner():
    page = shallow("<ul><li>" * 100 + "Deep words." + "</li></ul>" * 100)

    assert page.count("<ul>") == page.count("</ul>") == DEEPEST_LISTS
    assert "Deep words." in page


def test_ends_of_nothing_make_no_room_for_more():
    assert shallow("<div></b>" * 5000).count("<div>") == DEEPEST


def test_cleaning_and_reading_bear_any_depth():
    for tag in ("<div>", "<ul><li>", "<ol><li>", "<table><tr><td>", "<blockquote>", "<b>"):
        page = clean(tag * 6_000 + "Words.")
        assert "Words." in page and "Words." in plain_text(page)
