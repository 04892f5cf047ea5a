"""A forward taken apart: who wrote the mail inside, when, and what stands above it, in the ways of many programs.

A case of the corpus is a mail that an agent forwarded and, beside it, a JSON file of what must come out of it.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shopbell.channels.email.joining.forwarded import Forwarded, take_apart
from shopbell.channels.email.parse import parse
from shopbell.channels.email.quotes.forward import find_block
from shopbell.channels.email.quotes.header import _field
from shopbell.channels.email.quotes.moment import moment_in

from ..conftest import mail

CORPUS = Path(__file__).resolve().parents[3] / "corpus/forwards"
CASES = sorted(path.stem for path in CORPUS.glob("*.eml"))
RECEIVED = datetime(2026, 6, 5, 8, 0, tzinfo=UTC)


def apart(raw: bytes, zone: str = "UTC") -> Forwarded | None:
    return take_apart(
        parse(raw), before=RECEIVED, zone=ZoneInfo(zone), is_ours=lambda each: each.endswith("@desk.example")
    )


@pytest.mark.parametrize("case", CASES)
def test_a_forward_gives_the_mail_inside(case):
    expected = json.loads((CORPUS / f"{case}.json").read_text())
    found = apart((CORPUS / f"{case}.eml").read_bytes(), expected.get("zone", "UTC"))

    assert found is not None
    inside = found.inbound
    assert (inside.sender.name, inside.sender.address) == (expected["name"], expected["address"])
    assert (inside.date.isoformat() if inside.date else None) == expected["date"]
    assert inside.subject == expected["subject"]
    assert found.above == expected["above"]
    for shown in [inside.text, *([inside.html] if inside.html else [])]:
        assert not [words for words in expected["text_has"] if words not in shown]
        assert not [words for words in expected["text_lacks"] if words in shown]


def test_every_case_has_its_outcome():
    assert {path.stem for path in CORPUS.glob("*.json")} == set(CASES)
    assert len(CASES) > 50


@pytest.mark.parametrize("case", ["page-of-outlook", "page-of-gmail", "page-of-apple"])
def test_a_page_keeps_its_form(case):
    inside = apart((CORPUS / f"{case}.eml").read_bytes()).inbound

    assert "<b>Order 20311</b>" in inside.html
    assert "mina@shopper.example" in inside.quoted_html


@pytest.mark.parametrize("case", CASES)
def test_no_word_is_lost(case):
    """What is above is a note, the fields are folded, the rest is shown."""
    raw = (CORPUS / f"{case}.eml").read_bytes()
    whole, found = parse(raw), apart(raw)
    inside = found.inbound
    kept = " ".join([found.above, inside.text, inside.quoted_text, inside.subject, str(inside.sender)])

    missing = {
        word for word in (whole.text + " " + whole.quoted_text).split() if word.strip("<>-_ ") not in kept
    }
    assert not {word for word in missing if "attach" not in case}


@pytest.mark.parametrize(
    "text",
    [
        "Just a question of my own.",
        "From: Berlin, To: Rome. How long does it take?",
        "---------- Forwarded message ---------\nFrom: Ada <ada@desk.example>\nDate: today\nSubject: x\nTo: y\n\nx",
        "---------- Forwarded message ---------\nFrom: somebody\nDate: Wed, Jun 3, 2026\nSubject: x\n\nx",
    ],
)
def test_what_holds_no_strangers_mail_is_no_forward(text):
    assert apart(mail(text, **{"from": "ada@desk.example"})) is None


def test_an_answer_that_quotes_with_fields_is_no_forward():
    text = "I see.\n\nFrom: Mina <mina@shopper.example>\nSent: Wednesday, June 3, 2026 12:05 PM\nTo: a\nSubject: x\n\nHi"

    assert apart(mail(text, subject="RE: x", **{"from": "ada@desk.example"})) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Wed, 3 Jun 2026 12:05:09 -0700", "2026-06-03T19:05:09+00:00"),
        ("٣ يونيو ٢٠٢٦ ١٢:٠٥", "2026-06-03T12:05:00+00:00"),
        ("2026-06-03 00:05", "2026-06-03T00:05:00+00:00"),
        ("6/3/26, 12:05 AM", "2026-06-03T00:05:00+00:00"),
        ("3.6.2026 klo 12.05", "2026-06-03T12:05:00+00:00"),
        ("03 июня 2026", "2026-06-03T00:00:00+00:00"),
        ("31/12/2025 23:59", "2025-12-31T23:59:00+00:00"),
        ("someday", None),
        ("40. Juni 2026 12:05", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_a_moment_is_read_in_many_ways(text, at):
    found = moment_in(text, before=RECEIVED)

    assert (found.isoformat() if found else None) == at


def test_a_line_among_many_fields_is_looked_at_once():
    """Each may begin a block of a dozen lines, and anybody may write ten thousand of them."""
    _field.cache_clear()

    assert (
        find_block([f"Subject: {n}" for n in range(1000)], is_ours=lambda _address: True, is_told=True)
        is None
    )
    assert _field.cache_info().misses == 1000
