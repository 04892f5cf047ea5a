"""What a web page says of itself, whatever it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.tickets.link_page import HEAD_CHARACTERS, read_page

PAGE = "https://shop.example/lamps/1"


def read(text, content_type="text/html; charset=utf-8", address=PAGE):
    content = text.encode() if isinstance(text, str) else text
    return read_page(content, content_type, address)


def test_a_page_says_its_title_a_sentence_and_where_its_picture_is():
    page = read(
        '<html><head><title>Lamp – Shop</title><meta name="description" content="A lamp of oak.">'
        '<meta property="og:title" content="The lamp &amp; the oak"><meta property=og:site_name content=Wexmoor>'
        "<meta content='/lamp.jpg' property='og:image'></head><body><title>No</title>"
    )

    assert (page.title, page.description, page.site) == ("The lamp & the oak", "A lamp of oak.", "Wexmoor")
    assert page.picture == "https://shop.example/lamp.jpg"


@pytest.mark.parametrize(
    "text, content_type",
    [
        ("<title>Öl</title>".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ('<meta charset="windows-1252"><title>Öl</title>'.encode("cp1252"), "text/html"),
        ("<title>Öl</title>".encode("utf-16"), "text/html; charset=utf-16"),
    ],
)
def test_a_page_may_be_written_in_another_encoding(text, content_type):
    assert read(text, content_type).title == "Öl"


@pytest.mark.parametrize("charset", ["zip", "punycode", "idna", "unicode_escape", "rot13", "x" * 500, "\0"])
def test_an_encoding_that_is_none_is_passed_over(charset):
    assert read("<title>Lamp</title>", f"text/html; charset={charset}").title == "Lamp"


@pytest.mark.parametrize(
    "picture",
    ["javascript:alert(1)", "data:image/png;base64,AA", "file:///etc/passwd", "http://[", "//", "h" * 5_000],
)
def test_a_picture_that_is_no_address_of_the_web_is_none(picture):
    found = read(f'<meta property="og:image" content="{picture}">').picture

    assert found == "" or found.startswith("https://")


def test_what_is_not_seen_or_turns_the_direction_is_taken_out():
    page = read("<title>Invoice\u202efdp.exe\u200b \n\t now\0</title>")

    assert page.title == "Invoice fdp.exe now"


def test_markup_in_a_title_stays_words():
    page = read('<meta property="og:title" content="&lt;script&gt;alert(1)&lt;/script&gt;">')

    assert page.title == "<script>alert(1)</script>"  # plain text, which every template escapes


def test_long_words_are_cut():
    page = read(f"<title>{'a' * 1_500}</title><meta name=description content='{'b' * 2_000}'>")

    assert len(page.title) == 200 and len(page.description) == 300


@pytest.mark.parametrize(
    "piece", ["<meta ", "<meta a='", "<title ", '<meta a="b" c=\'', "<", "<meta x=x ", "=", "<!--", "&"]
)
def test_a_page_made_to_be_slow_is_read_like_any_other(piece):
    assert read(piece * (2 * HEAD_CHARACTERS // len(piece))).picture == ""


@given(st.binary(max_size=2_000), st.text(max_size=60))
def test_no_page_is_an_error(content, content_type):
    read(content, content_type)
