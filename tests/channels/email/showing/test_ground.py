"""Mail in the dark: its colours turn round, and words can always be read on what is behind them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.channels.email.showing import colour
from shopbell.channels.email.showing.colour import (
    DARK_SHEET,
    LEAST_CONTRAST,
    SHEET,
    colour_of,
    contrast,
    dark_ground,
    readable,
)
from shopbell.channels.email.showing.element import element
from shopbell.channels.email.showing.ground import Ground, dyed
from shopbell.channels.email.showing.page import Page

CSS = Path(colour.__file__).parents[3] / "web" / "css"
COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


@given(COLOURS, COLOURS)
def test_every_colour_can_be_read_on_every_ground(ink, ground):
    dark = dark_ground(ground)

    assert contrast(readable(ink, dark), dark) >= LEAST_CONTRAST


@given(COLOURS, COLOURS)
def test_words_with_any_colours_are_read_in_the_dark(ink, ground):
    tag = element("td", f' bgcolor="{colour.written(ground)}" style="color:{colour.written(ink)}"')

    inside = dyed(tag, Ground())

    assert (inside.light, inside.ink) == (ground, ink)
    assert contrast(inside.dark_ink, inside.dark) >= LEAST_CONTRAST


def test_a_mail_without_colours_is_as_the_desk_is():
    assert Page({}).made_of("<p>Hello <b>you</b></p>") == "<p>Hello <b>you</b></p>"


def test_black_on_white_becomes_light_on_the_desk_s_sheet():
    page = Page({}).made_of('<p style="color:#000;background-color:white">x</p>')

    assert "background-color:#ffffff" in page and "light-dark(#ffffff,#1f1c18)" in page
    assert "color:light-dark(#000000,#ffffff)" in page


def test_what_is_dark_already_stays():
    page = Page({}).made_of(
        '<td bgcolor="0a3d62" style="color:#fff">x</td>'.join(["<table><tr>", "</tr></table>"])
    )

    assert "background-color:#0a3d62" in page and "light-dark" not in page


def test_a_hue_is_kept():
    inside = dyed(element("p", ' style="color:#c00000"'), Ground())

    red, green, blue = inside.dark_ink
    assert red > green == blue and inside.dark_ink != (192, 0, 0)


def test_words_inside_follow_the_ground_they_lie_on():
    page = Page({}).made_of('<div style="background:#fff3c4"><p>x</p><p style="color:#333">y</p></div>')

    inner = re.findall(r"color:light-dark\((#\w+),(#\w+)\)", page)
    assert len(inner) == 3  # the ground, the words it gives and those of the second paragraph
    assert inner[0][0] == "#fff3c4"


def test_words_on_a_picture_that_waits_are_read_in_the_light_too():
    inside = dyed(element("p", ' style="color:#fff"'), Ground(lacks_picture=True))

    assert contrast(inside.ink, SHEET) >= LEAST_CONTRAST
    assert contrast(inside.dark_ink, DARK_SHEET) >= LEAST_CONTRAST


def test_a_mail_with_words_on_a_picture_is_shown_in_the_light():
    html = '<p style="background-image:url(https://shop.example/sky.jpg);color:#fff">x</p>'
    waiting, shown = Page({}), Page({}, lambda remote: "/desk/picture/")
    waiting.made_of(html)
    shown.made_of(html)

    assert (waiting.is_only_light, shown.is_only_light) == (False, True)


def test_links_without_a_colour_are_read_on_any_ground():
    page = Page({}).made_of('<p style="background:#222;color:#eee"><a href="https://shop.example">x</a></p>')

    link = re.search(r'<a [^>]*style="color:(#\w+)', page)
    assert link and contrast(colour_of(link[1], SHEET), (34, 34, 34)) >= LEAST_CONTRAST


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("#fff", (255, 255, 255)),
        ("#FFFFFF80", (255, 255, 255)),
        ("#0000", None),
        ("rgb(1, 2, 3)", (1, 2, 3)),
        ("rgb(100% 0% 0% / 50%)", (255, 128, 128)),
        ("rgba(0,0,0,.5)", (128, 128, 128)),
        ("hsl(120, 100%, 50%)", (0, 255, 0)),
        ("RebeccaPurple", (102, 51, 153)),
        ("transparent", None),
        ("inherit", None),
        ("windowtext", None),
        ("rgb(a,b,c)", None),
        ("rgb(1e999,0,0)", None),
        ("rgb()", None),
    ],
)
def test_colours_are_read_as_browsers_do(words, found):
    assert colour_of(words, SHEET) == found


def test_the_style_of_the_page_has_the_same_colours():
    mail, tokens = (CSS / "mail.css").read_text(), (CSS / "tokens.css").read_text()
    pairs = [
        (colour.SHEET, colour.DARK_SHEET),
        (colour.INK, colour.DARK_INK),
        (colour.LINK, colour.DARK_LINK),
    ]

    for light, dark in pairs:
        assert f"light-dark({colour.written(light)}, {colour.written(dark)})" in mail
    assert f"--sheet: {colour.written(DARK_SHEET)}" in tokens


@pytest.mark.parametrize(
    "words", ["rgba(0,0,0,NaN)", "rgb(nan,0,0)", "hsla(1,1%,1%,nan)", "rgba(1e999,0,0,1)"]
)
def test_what_no_colour_can_be_is_none(words):
    assert colour_of(words, SHEET) is None
