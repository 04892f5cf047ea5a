"""The words of a post: what is shown of what was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.community.words import MOST_MARKS, html_of, links_in, names_an_address, without_piles

pytestmark = pytest.mark.requirement("R51")


def test_markdown_without_pictures_headings_or_html():
    html = html_of(
        "# Big\n**bold** ~~out~~\nline\n\n![x](https://a.example/x.png)\n\n<script>x()</script><b>no</b>"
    )

    assert "<strong>bold</strong> <s>out</s><br>\nline" in html
    assert "<h1" not in html and "<img" not in html and "<script" not in html and "<b>" not in html


def test_links_lend_nobody_weight():
    html = html_of("See https://lamps.example/a_b_c. And [this](http://b.example), `https://code.example`.")

    assert html.count('rel="nofollow ugc noopener"') == 2
    assert 'href="https://lamps.example/a_b_c"' in html and "<code>https://code.example</code>" in html


def test_a_link_that_runs_something_is_none():
    assert "href" not in html_of("[x](javascript:alert(1)) [y](//a.example) [z](/desk/)")


def test_links_are_counted_however_they_are_written():
    assert links_in("https://a.example [b](https://b.example) <https://c.example> www.d.example x") == 4
    assert names_an_address("write to mina@shopper.example") and not names_an_address("at 5 @ home")


@given(st.text(max_size=300))
def test_whatever_is_typed_nothing_but_our_elements_is_shown(text):
    tags = set(re.findall(r"</?([a-z0-9]+)", html_of(text)))
    assert tags <= set("a blockquote br code del em li ol p pre s strong ul".split())


@pytest.mark.parametrize("mark", ["\u0e49", "\u0301", "\u0489", "\u0670"])
def test_a_pile_of_marks_on_a_letter_that_no_line_breaks_is_cut(mark):
    assert without_piles(f"A lamp, ด{mark * 90}{mark * 90} z") == f"A lamp, ด{mark * MOST_MARKS} z"
    with_joiners = without_piles(f"A lamp, ด{(mark * MOST_MARKS + chr(0x200D)) * 40} z")
    assert with_joiners.count(mark) == MOST_MARKS  # a joiner between them begins no letter


@pytest.mark.parametrize(
    "text",
    ["กำลังที่จะซื้อโคมไฟ", "שָׁלוֹם עֲלֵיכֶם", "مُدَرِّسَةٌ", "👩🏽‍🚒🏳️‍🌈🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣", "--------------------", "!" * 30, "བསྒྲུབས"],
)
def test_what_people_write_stays_as_it_is(text):
    assert without_piles(text) == text
