"""The style sheets of a mail stand in its elements, cleaned like all styles, and take no long time."""

import pytest

from shopbell.channels.email.mime import own_styles
from shopbell.channels.email.mime.own_styles import COMMENT, MOST_CSS, with_own_styles
from shopbell.channels.email.parse import parse
from tests.channels.email.conftest import mail

NEWSLETTER = """<!doctype html><html><head><title>News</title><style>
  @import url(https://track.example/a.css);
  .box { width: 300px; background: #ffe; padding: 4px } /* a comment { } */
  td.price, .box b { color: red !important }
  .hidden { display: none; position: fixed; background-image: url(javascript:alert(1)) }
  @media (max-width: 600px) { .box { width: 100% } }
</style></head><body>
<div class="box"><b>Lamps</b><table><tr><td class="price" style="font-size: 20px">9.90</td></tr></table>
<p class="hidden">Read me in a browser</p></div></body></html>"""


def html_of(page: str) -> str:
    raw = mail("").replace(b"text/plain", b"text/html")
    return parse(raw.partition(b"\n\n")[0] + b"\n\n" + page.encode()).html


def test_what_its_sheets_say_stands_in_its_elements():
    html = html_of(NEWSLETTER)

    assert "width:300px" in html.replace(" ", "") and "background-color:#ffe" in html.replace(" ", "")
    assert html.replace(" ", "").count("color:red") == 2 and "font-size:20px" in html.replace(" ", "")


def test_what_may_not_stay_goes_and_words_stay_in_sight():
    html = html_of(NEWSLETTER)

    assert "Read me in a browser" in html
    for gone in ("display", "position", "javascript", "track.example", "600px", "@", "News", "<style"):
        assert gone not in html


def test_a_picture_behind_words_is_remote_like_any_other():
    html = html_of("<style>.a{background:url(https://track.example/x.gif)}</style><p class=a>Hello</p>")

    assert "background-image:url(&quot;https://track.example/x.gif&quot;)" in html.replace(" ", "")


@pytest.mark.parametrize(
    "css",
    [
        "*{" + "color:red;" * 4000 + "}",
        "".join(f"a{n}{{color:red}}" for n in range(3000)),
        "p:has(~ b){color:red}",
        "p:h\\61s(~ b){color:red}",
        "a{b:c",
        "{{{{}}}}",
        "\x00\\",
    ],
)
def test_sheets_that_are_broken_or_take_long_cost_no_words(css):
    html = html_of(f"<style>{css}</style>" + "<p>Word</p>" * 2000)

    assert html.count("Word") == 2000


def test_a_fault_of_the_library_costs_no_words(monkeypatch):
    class Panic(BaseException):
        pass

    class Inliner:
        def inline(self, page):
            raise Panic

    monkeypatch.setattr(own_styles, "INLINER", Inliner())
    assert "Lamps" in html_of(NEWSLETTER)


def test_pages_without_sheets_are_not_touched():
    page = "<P>Hello<br>there"

    assert with_own_styles(page) is page


@pytest.mark.parametrize(
    "piece", ["<style></style x>", "<style>", "<style", "<style></stylex>", "<style>{/* ", "</style x>"]
)
def test_a_page_of_tags_that_never_end_is_looked_at_once_and_stays(piece):
    page = piece * (4 * MOST_CSS // len(piece))  # for minutes, if each were held against all after it

    assert with_own_styles(page) is page


def test_a_comment_without_an_end_goes_to_the_end_of_its_sheet_alone():
    assert COMMENT.sub("", "a{}" + "/* " * 20_000) == "a{}"
    many = "".join(f"a{n}{{color:red}}" for n in range(3000))

    page = f"<style>a{{}}/* </style x><style>{many}</style><a>Word</a>"
    assert with_own_styles(page) is page


def test_long_sheets_are_not_looked_into(monkeypatch):
    monkeypatch.setattr(own_styles, "COMMENT", None)
    page = "<style>a{" + "/* " * MOST_CSS + "</style>"

    assert with_own_styles(page) is page


def test_a_sheet_with_a_strange_end_counts_as_browsers_count_it():
    assert 'style="color: red' in with_own_styles("<style>b{color: red}</style x><b>Word</b>")
