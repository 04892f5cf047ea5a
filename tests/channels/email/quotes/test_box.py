"""An answer between quotes: each quote is folded in its place, alike in text and pages, and not a word is lost."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.channels.email.quotes.box import Stretch, stretches_of
from shopbell.channels.email.quotes.fold import fold_text
from shopbell.channels.email.quotes.html import fold_html
from shopbell.channels.email.showing.page import Page
from shopbell.core.html import clean
from tests.channels.email.replies import LETTERS, letters, words_of

TEXT = "Hello\n\n> Which colour?\n> Or both?\n\nBlue.\n\n> Which size?\n\nLarge.\n\n> Yours,\n> Ada"


def seen(text: str) -> str:
    """What is in sight of a text, without empty lines."""
    shown = "\n".join(each.words for each in stretches_of(fold_text(text)[0]) if not each.label)
    return "\n".join(line for line in shown.split("\n") if line.strip())


def seen_of_page(page: str) -> str:
    shown = clean(fold_html(page)[0])
    return " ".join(words_of(re.sub(r"<details>.*?</details>", " ", shown, flags=re.DOTALL)).split())


def test_each_quote_of_a_text_is_folded_by_itself():
    shown, folded = fold_text(TEXT)

    assert stretches_of(shown) == [
        Stretch("Hello\n"),
        Stretch("> Which colour?\n> Or both?", "Which colour?"),
        Stretch("\nBlue.\n"),
        Stretch("> Which size?", "Which size?"),
        Stretch("\nLarge."),
    ]
    assert "Ada" in folded


def test_what_introduces_a_quote_is_folded_with_it():
    text = "On Mon, 2 Mar 2026 at 10:00, Ada <ada@desk.example> wrote:\n> Which colour?\n\nBlue.\n\n> Which size?\n\nLarge."

    assert seen(text) == "Blue.\nLarge."


@pytest.mark.parametrize(
    "text",
    [
        "No quotes at all.",
        "> only a quote",
        "I get this error:\n> no such lamp\n\nand on another day:\n> no lamp\n\nWhat now?",
        "Order:\n5 > 3 lamps",
        "One quote that I make:\n> lamp\nand that is it.",
    ],
)
def test_what_a_person_shows_stays_in_sight(text):
    assert [each.label for each in stretches_of(fold_text(text)[0])] == [""]


def test_of_a_forwarded_mail_nothing_is_folded():
    assert stretches_of(TEXT, is_forward=True)[0].label == ""
    assert len([each for each in stretches_of(TEXT, is_forward=True) if each.label]) == 0


PAGES = {
    "apple": '<div>Hello</div><blockquote type="cite"><div>Which colour?</div></blockquote><div>Blue.</div>'
    '<blockquote type="cite"><div>Which size?</div></blockquote><div>Large.</div>',
    "gmail": '<div dir="ltr">Hello<div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Mar 2026 at 10:00, Ada '
    '&lt;a@b.example&gt; wrote:<br></div><blockquote class="gmail_quote"><div>Which colour?</div></blockquote></div>'
    '<div>Blue.</div><blockquote class="gmail_quote" type="cite"><div>Which size?</div></blockquote><div>Large.</div></div>',
    "marks": "<div>Hello</div><div>&gt; Which colour?</div><div>Blue.</div><div>&gt; Which size?</div><div>Large.</div>",
    "thunderbird": '<p>Hello</p><div class="moz-cite-prefix">Am 02.03.26 um 10:00 schrieb Ada:<br></div><blockquote type="cite" '
    'cite="mid:x">Which colour?</blockquote><p>Blue.</p><blockquote type="cite" cite="mid:x">Which size?</blockquote><p>Large.</p>',
    "breaks": "Hello<br>&gt; Which colour?<br>Blue.<br>&gt; Which size?<br>Large.",
}


@pytest.mark.parametrize("name", PAGES)
def test_each_quote_of_a_page_is_folded_by_itself(name):
    shown = clean(fold_html(PAGES[name])[0])

    assert seen_of_page(PAGES[name]) == "Hello Blue. Large."
    assert shown.count("<details><summary></summary>") == 2 == shown.count("</details>")
    assert letters(words_of(shown)) == letters(words_of(PAGES[name]))


@pytest.mark.parametrize(
    "page",
    [
        '<table><tr><td><blockquote type="cite">q</blockquote></td></tr><tr><td>a</td></tr><tr><td><blockquote type="cite">r'
        "</blockquote></td></tr><tr><td>b</td></tr></table>",
        '<p style="white-space:pre-wrap">&gt; q\n&gt; r\na\n&gt; s\nb</p>',
        '<ul><li><blockquote type="cite">q</blockquote></li><li>a</li><li><blockquote type="cite">r</blockquote></li><li>b</li></ul>',
    ],
)
def test_where_no_box_fits_the_quote_stays_in_sight(page):
    shown = clean(fold_html(page)[0])

    assert letters(words_of(shown)) == letters(words_of(page))
    assert re.search(r"<(table|tbody|tr|ul)>\s*<details", shown) is None and "<p><details" not in shown


def test_a_box_is_named_by_what_it_quotes():
    page = Page({}).made_of(clean(fold_html(PAGES["gmail"])[0]))

    assert (
        "<summary>Quoted: Which colour?</summary>" in page
        and "<summary>Quoted: Which size?</summary>" in page
    )


def test_a_box_of_somebody_else_keeps_its_words():
    assert "<summary>More of it</summary>" in Page({}).made_of(
        "<details><summary>More of it</summary>x</details>"
    )


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["name"])
def test_no_letter_of_the_corpus_loses_a_word(letter):
    if "page" in letter:
        shown = clean(fold_html(letter["page"])[0])
        again = re.sub(r"<summary>.*?</summary>", "", Page({}).made_of(shown), flags=re.DOTALL)
        beware = re.sub(r"<strong class=\"beware\".*?</strong>", "", again)
        assert letters(words_of(beware)) == letters(words_of(shown))
    else:
        shown = fold_text(letter["mail"])[0]
        assert "\n".join(each.words for each in stretches_of(shown)) == shown


LINES = st.lists(
    st.sampled_from(["> quoted", ">> deeper", "answer", "", "On Mon, 2 Mar 2026 Ada wrote:", "see:"]),
    max_size=14,
)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_stretches_are_the_text(lines):
    text = "\n".join(lines)

    assert "\n".join(each.words for each in stretches_of(text)) == text


@settings(max_examples=300, deadline=None)
@given(LINES, st.sampled_from(["div", "p", "blockquote", "span", "td"]))
def test_no_page_loses_a_word_to_a_box(lines, tag):
    page = "".join(
        f'<blockquote type="cite">{html.escape(line[1:])}</blockquote>'
        if line[:1] == ">"
        else f"<{tag}>{line}</{tag}>"
        for line in lines
    )
    shown, folded = fold_html(page)

    assert letters(words_of(shown) + words_of(folded)) == letters(words_of(page))
