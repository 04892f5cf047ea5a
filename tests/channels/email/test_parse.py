"""Parsing: never raises, whatever the bytes; our own awkward mails with what each must give; real ones beside us.

A case of the corpus is a mail and, beside it, a JSON file of what must come out of it: the same names as `Inbound` has, or
`text_has`, `all_has`, `html_has`, `html_lacks`; `files` name as many of name, type, size and content id as matter.
"""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.channels.email.mime import headers
from shopbell.channels.email.mime.charset import decode
from shopbell.channels.email.mime.part import Part, split
from shopbell.channels.email.parse import Inbound, parse
from shopbell.core.html import clean
from shopbell.core.plain_text import plain_text

ROOT = Path(__file__).resolve().parents[3]
OWN = ROOT / "tests/corpus/mail"
CASES = sorted(path.relative_to(OWN).with_suffix("") for path in OWN.rglob("*.eml"))
RULES = sorted({case.parent.name for case in CASES})
ODD = ROOT.parent / "shared/data/mail/odd"
REAL = sorted(path for path in ODD.rglob("*") if path.is_file() and path.name != "LICENSE")
beside = pytest.mark.skipif(
    not REAL or bool(os.environ.get("CI")), reason="the odd mails lie beside the project, in ../shared/data"
)


def raw_of(case: Path) -> bytes:
    return (OWN / case).with_suffix(".eml").read_bytes()


def cases_of(rule: str) -> list[Path]:
    return [case for case in CASES if case.parent.name == rule]


def outcome(inbound: Inbound) -> dict:
    return {
        "subject": inbound.subject,
        "from": str(inbound.sender) if inbound.sender else None,
        "to": [each.address for each in inbound.to],
        "cc": [each.address for each in inbound.cc],
        "reply_to": [each.address for each in inbound.reply_to],
        "text": inbound.text,
        "quoted": inbound.quoted_text,
        "message_id": inbound.message_id,
        "answers": inbound.answers,
        "machine": inbound.is_from_machine,
        "date": inbound.date.isoformat() if inbound.date else None,
        "year": inbound.date.year if inbound.date else None,
        "defects": bool(inbound.defects),
        "protection": str(inbound.protection),
    }


@pytest.mark.requirement("R16", "R19")
@pytest.mark.parametrize("rule", RULES)
def test_an_awkward_mail_gives_what_it_should(rule):
    wrong = {str(case): told for case in cases_of(rule) if (told := differences(case))}
    assert not wrong


def differences(case: Path) -> dict:
    """What comes out otherwise than the case says: name → expected and got."""
    expected = {"defects": False} | json.loads((OWN / case).with_suffix(".json").read_text())
    expected.pop("outcome", None)  # what becomes of it: test_outcomes.py
    inbound, told = parse(raw_of(case)), {}
    files = [[file.name, file.content_type, len(file.content), file.content_id] for file in inbound.files]
    everything = "\n".join([inbound.text, inbound.quoted_text, inbound.html, inbound.quoted_html])
    page = inbound.html + inbound.quoted_html

    for name, place in {"text_has": inbound.text, "all_has": everything, "html_has": inbound.html}.items():
        if missing := [words for words in expected.pop(name, []) if words not in place]:
            told[name] = (missing, place)
    if evil := [words for words in expected.pop("html_lacks", []) if words in page]:
        told["html_lacks"] = (evil, page)
    if (named := expected.pop("files", None)) is not None:
        short = [file[: len(want)] for file, want in zip(files, named, strict=False)]
        told |= {"files": (named, files)} if short != named or len(files) != len(named) else {}
    got = outcome(inbound)
    return told | {name: (value, got[name]) for name, value in expected.items() if got[name] != value}


def test_every_case_has_its_outcome_and_every_outcome_its_case():
    assert {path.with_suffix("") for path in OWN.rglob("*.json")} == {
        path.with_suffix("") for path in OWN.rglob("*.eml")
    }
    assert len(CASES) > 300


# --- every word is within reach ------------------------------------------------------------------------------


def leaves(part: Part, depth: int = 0) -> list[Part]:
    """All parts that have no others, those of mails inside too."""
    if part.parts:
        return [leaf for child in part.parts for leaf in leaves(child, depth)]
    if part.kind.startswith("message/") and depth < 5:
        return leaves(split(part.content), depth + 1)
    return [part]


def within_reach(inbound: Inbound, depth: int = 0) -> str:
    """All that an agent can see, unfold or open."""
    texts = [inbound.text, inbound.quoted_text, plain_text(inbound.html), plain_text(inbound.quoted_html)]
    for file in inbound.files:
        texts += [decode(file.content), plain_text(clean(decode(file.content)))]
        if file.content_type.startswith("message/") and depth < 5:
            texts.append(within_reach(parse(file.content), depth + 1))
    return " ".join(texts)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text))


def missing_words(raw: bytes) -> set[str]:
    """Words of any text part, and of what stands between the parts, that nobody can get at."""
    mail, reach = split(raw), words_of(within_reach(parse(raw)))
    missing: set[str] = set()
    for leaf in leaves(mail):
        if leaf.kind == "text/html":
            missing |= words_of(plain_text(clean(decode(leaf.content, leaf.parameter("charset"))))) - reach
        elif leaf.kind.startswith("text/") and leaf.kind not in (
            "text/enriched",
            "text/richtext",
            "text/rtf",
        ):
            missing |= words_of(decode(leaf.content, leaf.parameter("charset"))) - reach
    return missing


@pytest.mark.requirement("R16")
@pytest.mark.parametrize("rule", RULES)
def test_no_word_of_a_mail_is_out_of_reach(rule):
    cases = [case for case in cases_of(rule) if str(case) not in SAID_OTHERWISE]
    missing = {str(case): words for case in cases if (words := missing_words(raw_of(case)))}
    assert not missing


# the page says itself what it is written in, or lines are joined within words
SAID_OTHERWISE = {"flowed/delsp", "flowed/delsp-japanese", "client/libero-it", "charset/html-head-lies-page-is-right",
                  "charset/html-head-silent-page-names-it", "basics/charset-in-the-page"}  # fmt: skip


@beside
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_no_word_of_an_odd_mail_is_out_of_reach(path):
    assert not missing_words(path.read_bytes())


def test_each_byte_of_a_mail_is_in_a_part_or_beside_them():
    for case in CASES:
        raw = raw_of(case)
        if b"\n" not in raw:
            continue
        left = bytearray(raw)
        for part in every(split(raw)):
            for start, end in [
                (part.start, part.body),
                *([] if part.parts else [(part.body, part.end)]),
                *part.stray,
            ]:
                left[start:end] = b" " * (end - start)
        between = [line.strip() for line in bytes(left).splitlines() if line.strip()]
        assert all(line.startswith(b"--") for line in between), (case, between)


def every(part: Part) -> list[Part]:
    return [part, *(each for child in part.parts for each in every(child))]


def test_hostile_html_is_cleaned():
    page = parse(raw_of(Path("basics/html-hostile"))).html

    assert "Plain words." in page
    for evil in ("script", "alert", "onclick", "onerror", "position", "javascript", "form", "iframe", "svg"):
        assert evil not in page


@beside
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_an_odd_mail_is_understood_without_a_defect(path):
    inbound = parse(path.read_bytes())

    assert not inbound.defects
    assert inbound.subject or inbound.text or inbound.files or path.stat().st_size < 200 or inbound.sender


# --- anything at all ---------------------------------------------------------------------------------------

PIECES = st.sampled_from([
    b'From: a@b\r\n', b'To: =?utf-8?Q?x?=\r\n', b'Subject: =?', b'\r\n', b'\r\n\r\n', b'--b\r\n',
    b'--b--', b'Content-Type: ', b'multipart/mixed; boundary=b\r\n',
    b'multipart/alternative; boundary="b"\r\n', b'message/rfc822\r\n', b'text/html\r\n',
    b'text/plain; charset=', b'utf-7', b'idna\r\n', b'Content-Transfer-Encoding: base64\r\n',
    b'quoted-printable', b'x-uuencode\r\n', b'begin 644 a\r\n', b'=?utf-8?B?', b'?=', b'=C3',
    b'\xff\xfe', b'\x00', b'> On Mon, 1 Jan 2024 a@b wrote:\r\n', b'<blockquote>',
    b'<div class=gmail_quote>', b'Message-ID:\r\n', b'Message-ID: <\r\n', b'References: <a',
    b"filename*0*=''%", b'Content-Disposition: ', b'attachment; filename="', b'Date: ',
    b'Mon, 99 Foo\r\n', b'-----Original Message-----\r\n', b'-- \r\n', b' ', b'\n', b'\r',
])  # fmt: skip
ANY = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@ANY
@given(st.binary(max_size=600))
def test_any_bytes_are_parsed(raw):
    assert isinstance(parse(raw), Inbound)


@ANY
@given(st.lists(st.one_of(PIECES, st.binary(max_size=12)), max_size=40).map(b"".join))
def test_any_shape_of_mail_is_parsed(raw):
    inbound = parse(raw)

    assert not [each for each in inbound.defects if not each.startswith(("body", "message inside"))]


@ANY
@given(
    st.sampled_from(CASES).map(raw_of),
    st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=4)), max_size=8),
)
def test_a_real_mail_with_broken_bytes_is_parsed(raw, wounds):
    for at, piece in wounds:
        at %= len(raw) + 1
        raw = raw[:at] + piece + raw[at + len(piece) :]

    assert isinstance(parse(raw), Inbound)


@ANY
@given(st.text(max_size=80))
def test_a_subject_survives_being_encoded(text):
    from email.header import Header

    plain = headers.CONTROL.sub("", " ".join(text.split())).encode("utf-8", "ignore").decode()
    raw = f"Subject: {Header(plain, 'utf-8').encode()}\r\n\r\n".encode()

    assert parse(raw).subject == " ".join(plain.split())


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 3000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000)
        ),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 3000 + b"--b--",
        b"To: " + b"a@b.example, " * 10_000 + b"\r\n\r\nx",
        b"Subject: " + b"=?utf-8?Q?x?= " * 5000 + b"\r\n\r\nx",
        b"References: " + b"<a@b> " * 20_000 + b"\r\n\r\nx",
        b"Subject: x\r\n\r\n" + b"> " * 50_000,
        b"Subject: x\r\n\r\n" + b"On 2024 " * 20_000,
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 20_000 + b"x",
        b"Content-Type: text/html\r\n\r\n" + b"<blockquote type=cite>" * 3000 + b"x",
        b"Content-Type: message/rfc822\r\n\r\n" * 500 + b"x",
    ],
    ids=[
        "same boundary",
        "deep",
        "many parts",
        "recipients",
        "words",
        "references",
        "quotes",
        "introductions",
        "divs",
        "blockquotes",
        "mails",
    ],
)
def test_a_monstrous_mail_is_parsed_in_good_time(raw):
    import time

    begin = time.process_time()
    assert isinstance(parse(raw), Inbound)
    assert time.process_time() - begin < 10
