"""HTML as text: what a person would have typed, with no signs that only programs write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.core.html import clean
from shopbell.core.plain_text import plain_text

CASES = {
    "lines": ("<p>Hello<br>you &amp; me</p><style>p{}</style>", "Hello\nyou & me"),
    "empty lines": ("<div>a</div><div><br></div><div>b</div><p>&nbsp;</p><p>c</p>", "a\n\nb\n\nc"),
    "a link": ('See <a href="https://shop.example/a">this</a>.', "See this (https://shop.example/a)."),
    "a link that says its address": ('<a href="https://www.shop.example/">shop.example</a>', "shop.example"),
    "a mail address": ('<a href="mailto:a@b.example">a@b.example</a>, <a href="mailto:c@d.example">me</a>', "a@b.example, me (c@d.example)"),
    "a link of a picture": ('<a href="https://shop.example/"><img src="cid:1" alt="x"></a>Hi', "Hi"),
    "a link around a block": ('<a href="https://s.example/t"><div>Track it</div></a>Bye', "Track it (https://s.example/t)\nBye"),
    "a table": ("<table><tr><th>Item</th><th>Qty</th></tr><tr><td>Lamp</td><td>2</td></tr></table>", "Item | Qty\nLamp | 2"),
    "a table of Outlook": ("<table><tr><td><p>Lamp</p></td><td><p>2</p></td></tr></table>", "Lamp | 2"),
    "a page laid out": (
        "<table><tr><td></td><td><table><tr><td>Dear Mina,</td></tr><tr><td>thank you.<br>Ada</td></tr></table></td></tr></table>",
        "Dear Mina,\nthank you.\nAda",
    ),
    "lists": ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul><ol start='3'><li>d</li><li>e</li></ol>", "– a\n  – b\n– c\n3. d\n4. e"),
    "a quote": ("<blockquote>q<br><blockquote>r</blockquote></blockquote>s", "> q\n> > r\ns"),
    "what is kept as it was typed": ("<pre>a\n  b</pre><p style='white-space: pre-wrap'>c\n d</p>", "a\n  b\nc\n d"),
    "blocks where lines are kept": (
        "<div style='white-space:pre-wrap'><div>Hello</div>Socks 2\nHat 1<div style='color:red'>Scarf\n3</div>4\n5</div>6\n7",
        "Hello\nSocks 2\nHat 1\nScarf\n3\n4\n5\n6 7",
    ),
    "signs of Markdown": ("<h1>Head</h1><b>bold</b> 2 * 3 [x] a_b_c # 1<br>- z<br>1. y", "Head\nbold 2 * 3 [x] a_b_c # 1\n- z\n1. y"),
    "blanks of the source": ("<p>a\n   b</p>\n\n<p> c </p>", "a b\nc"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "text"), CASES.values(), ids=CASES)
def test_it_reads_as_if_it_had_been_typed(html, text):
    assert plain_text(clean(html)) == text


def test_pictures_are_named_where_that_is_asked_for():
    assert plain_text('<img src="cid:1" alt="A lamp"> here', names_pictures=True) == "A lamp here"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "<table> <tr> <td> </td> </tr> </table> <ul> <li> </ul> <a> </a> <p> <br> <pre> word".split()
        )
    )
)
def test_no_word_is_lost_however_broken_the_page_is(pieces):
    assert plain_text("".join(pieces)).count("word") == pieces.count("word")
