"""What templates say about times, money, faces, sizes and strangers' words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.forms import Textarea, TextInput
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from shopbell.web.face import hue, initials
from shopbell.web.jinja import icon
from shopbell.web.money import money, signed_money
from shopbell.web.page import session_device
from shopbell.web.plain_text import breakable, paragraphs
from shopbell.web.when import clock, day, exact, soon, when

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)


def words(moment, style="short") -> str:
    return when(moment, style, now=NOW).striptags()


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=0), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1 min. ago"),
        (timedelta(minutes=59, seconds=59), "59 min. ago"),
        (timedelta(hours=1), "1 hr. ago"),
        (timedelta(hours=23, minutes=59), "23 hr. ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=7), "Nov 15"),
        (timedelta(days=400), "Oct 18, 2025"),
        (timedelta(minutes=-5), "in 5 min."),
    ],
)
def test_times_are_said_as_people_say_them(ago, said):
    assert words(NOW - ago) == said


def test_the_list_says_it_shorter():
    assert words(NOW - timedelta(minutes=5), "narrow") == "5m ago"


def test_the_exact_time_is_in_the_readers_zone():
    with timezone.override("Europe/Berlin"):
        shown = when(NOW, now=NOW)
        assert 'datetime="2026-11-22T14:02:00Z"' in shown
        assert "3:02" in exact(NOW) and "3:02:00" not in exact(NOW) and "CET" in exact(NOW)
        assert clock(NOW).striptags().replace("\u202f", " ") == "3:02 PM"


def test_other_languages_have_their_own_words():
    with translation.override("de"):
        assert words(NOW - timedelta(minutes=5)) == "vor 5 Min."
        assert money(129000, "EUR") == "1.290,00\xa0€"
    with translation.override("en-gb"):
        assert clock(NOW).striptags() == "14:02"


def test_days_have_names_when_they_are_near():
    now = timezone.now()

    assert day(now) == "Today"
    assert day(now - timedelta(days=1)) == "Yesterday"
    assert day(NOW - timedelta(days=900)) == "June 5, 2024"


def test_nothing_is_said_of_no_time():
    assert when(None) == ""


@pytest.mark.parametrize(
    ("cents", "currency", "said"),
    [
        (12900, "EUR", "€129.00"),
        (-5, "USD", "-$0.05"),
        (1290, "JPY", "¥1,290"),
        (0, "GBP", "£0.00"),
        (100, "XQX", "XQX1.00"),
    ],
)
def test_money_always_names_its_currency(cents, currency, said):
    assert money(cents, currency) == said


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Amélie Rousseau", "AR"),
        ("mina", "M"),
        ("Ana María de la Cruz", "AC"),
        ("ada.moreau@desk.example", "AM"),
        ("", "?"),
        ("  ", "?"),
        ("😀", "?"),
        ("李 小龙", "李小"),
        ("ẞ", "ẞ"),
        ("“Theo” Brandt", "TB"),
    ],
)
def test_initials_are_letters_of_the_name(name, letters):
    assert initials(name) == letters


@given(st.text())
def test_every_name_has_initials_and_a_hue(name):
    assert 1 <= hue(name) <= 6
    assert initials(name)


def test_strangers_words_stay_words():
    assert paragraphs("<b>&amp;\n  two") == '<div class="plain" dir="auto">&lt;b&gt;&amp;amp;\n  two</div>'


@pytest.mark.parametrize(
    ("text", "href", "shown"),
    [
        (
            "see https://a.example/b?c=1&d=2.",
            "https://a.example/b?c=1&amp;d=2",
            "https://a.example/b?c=1&amp;d=2",
        ),
        ("(www.a.example/b_(c))", "https://www.a.example/b_(c)", "www.a.example/b_(c)"),
        ("write to mina@shopper.example!", "mailto:mina@shopper.example", "mina@shopper.example"),
        ("“https://a.example/ü”", "https://a.example/ü", "https://a.example/ü"),
    ],
)
def test_addresses_in_words_become_links(text, href, shown):
    assert (
        f'<a href="{href}" dir="ltr" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>'
        in paragraphs(text)
    )


def test_an_address_runs_from_left_to_right_among_arabic_words_and_turns_no_text_around():
    linked = paragraphs("https://a.example/b?c=1, شكرًا")

    assert linked.startswith('<div class="plain" dir="auto"><a href="https://a.example/b?c=1" dir="ltr"')


@pytest.mark.parametrize(
    "text", ["javascript:steal()", "data:text/html,x", "https://", 'https://a.example/"onmouseover="steal()']
)
def test_nothing_else_becomes_a_link_that_runs(text):
    linked = paragraphs(text)

    assert 'href="javascript' not in linked and 'href="data' not in linked
    assert '"onmouseover="' not in linked


@given(st.text())
def test_no_word_is_lost(text):
    shown = paragraphs(text)

    assert shown.unescape().count("<a ") >= 0
    plain = shown.replace('<div class="plain" dir="auto">', "", 1).removesuffix("</div>")
    if "<a " not in plain:
        assert plain == escape(text)


def test_icons_are_silent_unless_named():
    assert 'aria-hidden="true"' in icon("mail")
    assert 'aria-label="E-mail"' in icon("mail", label="E-mail")


def test_icons_that_point_along_the_line_turn_with_the_script():
    assert all("icon-flip" in icon(name) for name in ("arrow-left", "forward", "reply", "send"))
    assert not any("icon-flip" in icon(name) for name in ("mail", "clock", "check"))


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("curl/8", "Unknown device"),
    ],
)
def test_a_session_is_named_by_its_device(agent, said):
    assert session_device(agent) == said


@pytest.mark.parametrize(
    ("text", "warns"),
    [
        ("see https://xn--pple-43d.com/x", True),
        ("see https://paypal.com@evil.example/x", True),
        ("see https://müller.de/x", False),
        ("see https://shop.example/@ada and ada@shop.example", False),
        ("see https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example", False),
    ],
)
def test_an_address_that_is_not_what_it_looks_like_is_warned_of_in_plain_text_too(text, warns):
    assert ("Beware:" in paragraphs(text)) is warns


def test_a_moment_to_come_is_named_as_shortly_as_it_is_clear():
    now = timezone.localtime().replace(hour=9, minute=0)

    assert soon(now) == "9:00\u202fAM"
    assert soon(now + timedelta(days=2)) == f"{now + timedelta(days=2):%a}, 9:00\u202fAM"
    assert soon(now + timedelta(days=7)).startswith(f"{now + timedelta(days=7):%b} ")


def test_an_address_breaks_after_its_at_sign_and_is_escaped():
    assert breakable("mina@<b>.example") == "mina@<wbr>&lt;b&gt;.example"


def test_typed_words_run_as_their_script_does_and_other_inputs_stay_what_they_are():
    assert 'type="text" name="name" dir="auto"' in TextInput().render("name", "")
    assert 'dir="ltr"' in (ltr := TextInput({"dir": "ltr"}).render("address", ""))
    assert "auto" not in ltr
    assert 'type="color" name="accent" value="#8a5a0b"' in (
        accent := TextInput({"type": "color"}).render("accent", "#8a5a0b")
    )
    assert "dir" not in accent
    assert 'dir="auto"' in Textarea().render("text", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "−€23.63"), ("de", "−23,63\xa0€"), ("ar", "\u200f\u200e−23.63\xa0€")],
)
def test_a_sign_keeps_to_the_number_whichever_way_it_is_read(language, said):
    with translation.override(language):
        assert signed_money("−", 2363, "EUR") == said
