import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.tickets.rich_text import clean_rich, for_editor, rich_words, text_of

FILE = "00000000-0000-4000-8000-000000000001"


def test_the_text_says_the_same_as_the_formatted_words():
    html = (
        '<div>Dear <strong>Mina</strong>,<br><br>see <a href="https://shop.example/r">our page</a>:</div>'
        "<ul><li>pack it</li><li>send it<ul><li>by post</li></ul></li></ul><ol><li>one</li><li>two</li></ol>"
        "<blockquote>when?</blockquote><pre>a = 1\n  b</pre>"
    )

    assert text_of(html) == (
        "Dear Mina,\n\nsee our page (https://shop.example/r):\n– pack it\n– send it\n  – by post\n1. one\n2. two\n"
        "> when?\na = 1\n  b"
    )


def test_words_without_a_mark_are_plain():
    assert rich_words("?", "<div>Dear Mina,<br>it comes &amp; goes</div>") == (
        "Dear Mina,\nit comes & goes",
        "",
    )
    assert rich_words("Dear", "") == ("Dear", "")


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src="https://spy.example/p.gif">',
        '<img src="data:image/png;base64,AAAA">',
        '<a href="javascript:alert(1)" onclick="x()">x</a>',
        '<b style="position:fixed" class="x">x</b>',
        "<form><input></form><iframe></iframe>",
    ],
)
def test_what_runs_or_fetches_is_taken_out(html):
    cleaned = clean_rich(f"<b>y</b>{html}")

    for word in ("script", "spy", "data:", "onclick", "style", "class", "form", "iframe"):
        assert word not in cleaned


def test_a_picture_of_ours_is_named_and_shown_again():
    shown = f'<figure data-trix-attachment="{{}}"><img src="/files/{FILE}/picture/" width="9"><figcaption>x</figcaption></figure>'

    kept = clean_rich(shown)

    assert f'src="cid:{FILE}@shopbell"' in kept and "figcaption" not in kept and ">x<" not in kept
    assert f'src="/files/{FILE}/picture/"' in for_editor(kept)


@given(st.text(alphabet="<>/abipulor \"='&;\n", max_size=200))
def test_any_html_is_cleaned_once_and_for_all(html):
    once = clean_rich(html)

    assert clean_rich(once) == once
    text_of(html)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<div><b>Dear</b> Mina,<br><br><br><br>yes</div>", "<div><b>Dear</b> Mina,<br><br>yes</div>"),
        ("<div><b>See:</b><br><br></div><ul><li>a</li></ul>", "<div><b>See:</b></div><ul><li>a</li></ul>"),
        ("<ul><li>a</li></ul><div><br>so</div>", "<ul><li>a</li></ul><div>so</div>"),
        ("<div><b>a</b><br><br></div><div><br>b</div>", "<div><b>a</b><br><br></div><div>b</div>"),
        ("<p><b>a</b></p><p><br></p><p>b</p>", "<p><b>a</b></p><p>b</p>"),
        ("<div><b>a</b><br>b<br></div>", "<div><b>a</b><br>b</div>"),
    ],
)
def test_formatted_words_have_no_blank_line_that_nobody_wanted(typed, kept):
    assert clean_rich(typed) == kept
