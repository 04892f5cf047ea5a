"""The page in a mail's frame: whatever somebody wrote, it asks nobody but the desk, runs nothing and misleads nobody."""

import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopbell.channels.email.showing.page import Page
from shopbell.channels.email.showing.pictures import count_pictures
from shopbell.core.html import ATTRIBUTES, STYLES, TAGS, clean

CORPUS = Path(__file__).parents[3] / "corpus" / "html" / "hostile.toml"
CASES = [
    pytest.param(each, id=each["name"]) for each in tomllib.loads(CORPUS.read_text(encoding="utf-8"))["case"]
]
KEPT = {name for names in ATTRIBUTES.values() for name in names} | {"rel", "target", "loading", "class"}


def proxied(remote: str) -> str:
    return f"/desk/picture/{len(remote)}"


class Fetches(HTMLParser):
    """Collects what a browser would fetch for a page, and what it would do besides."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.fetched: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            value = value or ""
            if name not in KEPT or (name == "class" and value not in ("waits", "missing", "beware")):
                self.faults.append(f"{tag} {name}={value}")
            if name in ("src", "background", "srcset"):
                self.fetched.append(value)
            if name == "href" and value.partition(":")[0] not in ("http", "https", "mailto", "tel"):
                self.faults.append(f"{tag} href={value}")
            if name == "style":
                self._read_style(tag, value)

    def _read_style(self, tag: str, style: str) -> None:
        if "\\" in style or "/*" in style:
            self.faults.append(f"{tag} style={style}")
        for part in style.split(";"):
            name, _colon, value = part.partition(":")
            if part and name not in STYLES:
                self.faults.append(f"{tag} style {name}")
            if "url(" in value:
                self.fetched.append(value.removeprefix('url("').removesuffix('")'))
            elif "http" in value:
                self.faults.append(f"{tag} style {part}")


def read(page: str) -> Fetches:
    found = Fetches()
    found.feed(page)
    found.close()
    return found


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_fetched_before_somebody_asks(case):
    found = read(Page({}).made_of(clean(case["html"])))

    assert (found.fetched, found.faults) == ([], [])


@pytest.mark.requirement("R171")
@pytest.mark.parametrize("case", CASES)
def test_what_was_asked_for_comes_from_the_desk_alone(case):
    found = read(Page({}, proxied).made_of(clean(case["html"])))

    assert [each for each in found.fetched if not each.startswith("/desk/picture/")] == []
    assert found.faults == []
    assert len(found.fetched) == case.get("pictures", 0)


@pytest.mark.parametrize("case", CASES)
def test_a_row_that_was_never_cleaned_does_no_more(case):
    found = read(Page({}, proxied).made_of(case["html"]))

    assert [each for each in found.fetched if not each.startswith("/desk/picture/")] == []
    assert found.faults == []


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_of_its_pictures_is_true(case):
    assert count_pictures(clean(case["html"])) == (case.get("pictures", 0), case.get("tracking", 0))


def test_pictures_inside_the_mail_are_its_own_files():
    page = Page({"lamp@x": "/files/1/lamp.png/"}).made_of(
        '<img src="cid:lamp@x" alt="Lamp"><img src="cid:gone">'
    )

    assert read(page).fetched == ["/files/1/lamp.png/"]
    assert 'alt="Lamp"' in page


def test_a_picture_that_is_not_there_keeps_its_place_and_its_words():
    page = Page({}).made_of('<img src="cid:lost@x" alt="Our lamp" width="300" height="90">')

    assert page == (
        '<span class="missing" role="img" aria-label="Our lamp" style="width:300px;height:90px">Our lamp</span>'
    )


def test_a_picture_that_waits_keeps_its_place_and_its_words():
    box = '<span class="waits" role="img" aria-label="Our lamp" style="width:300px">Our lamp</span>'
    assert box in Page({}).made_of('<img alt="Our lamp" width="300" src="https://shop.example/lamp.jpg">')


def test_no_word_is_lost():
    words = "<p>One &lt;b&gt; <b>two</b><br>three</p><table><tr><td bgcolor=red>four</td></tr></table>five"

    page = Page({}).made_of(words)

    for word in ("One &lt;b&gt;", "<b>two</b>", "three", "four", "five"):
        assert word in page


def test_a_link_says_where_it_leads_whatever_its_sender_says():
    page = Page({}).made_of('<a href="https://evil.example/x" title="Leads to your bank">here</a>')

    assert 'title="Leads to evil.example"' in page and "your bank" not in page
    assert 'rel="noopener noreferrer nofollow"' in page and 'target="_blank"' in page
    assert "beware" not in page


def test_a_link_whose_words_name_another_host_has_a_warning():
    page = Page({}).made_of('<a href="https://evil.example/x"><b>www.pay</b>pal.com</a> and more')

    assert '</a> <strong class="beware"' in page
    assert "leads to evil.example" in page


def test_a_mail_cannot_write_the_warning_or_take_it_away():
    page = Page({}).made_of('<strong class="beware" role="note">safe</strong>')

    assert "class=" not in page and "role=" not in page


def test_a_link_goes_where_it_says_it_goes():
    page = Page({}).made_of('<a href="https://evil.example\\@paypal.com/login">www.paypal.com</a>')

    assert 'href="https://evil.example/@paypal.com/login"' in page
    assert "Leads to evil.example" in page


PIECES = [
    "<p>", "</p>", '<div style="', "background:", "url(", ")", '"', ">", '<img src="', "https://a.example/x", '" width=1', '<a href="',
    "</a>", "<blockquote type=cite>", "</blockquote>", "&gt; ", "<br>", "words", "color:", "#fff", "rgb(1,2,3)", "rgba(1e999,2,3,4%)",
    ";", "<font color=", "<td bgcolor=", '<table background="', "<summary>", "<details>", "</details>", "&#0;", "\\", "/*", "*/", "'",
    "<mark>", "<li>", "<tr>", "https://xn--", "@", "[::1]", "www.", "javascript:", "//spy.example/a", "cid:", "\u200b",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
@example(['<img src="', '" width=1', "https://xn--", "<p>"])  # words of an attribute stood in a style
def test_whatever_is_written_the_page_asks_the_desk_alone(pieces):
    stored = "".join(pieces)
    found = read(Page({}, proxied).made_of(stored))

    assert [each for each in found.fetched if not each.startswith("/desk/picture/")] == []
    assert found.faults == []
    assert count_pictures(clean(stored)).remote == len(found.fetched)
