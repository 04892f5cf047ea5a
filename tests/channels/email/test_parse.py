"""Parsing: never raises, whatever the bytes; our own awkward mails with what each must give; real ones beside us."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.channels.email import headers
from shopbell.channels.email.parse import Inbound, mend, parse

ROOT = Path(__file__).resolve().parents[3]
OWN = ROOT / "tests/corpus/mail"
EXPECTED = json.loads((OWN / "expected.json").read_text())
ODD = ROOT.parent / "shared/data/mail/odd"
REAL = sorted(path for path in ODD.rglob("*") if path.is_file() and path.name != "LICENSE")
beside = pytest.mark.skipif(
    not REAL or bool(os.environ.get("CI")), reason="the odd mails lie beside the project, in ../shared/data"
)


def outcome(inbound: Inbound) -> dict:
    return {
        "subject": inbound.subject[:100],
        "from": str(inbound.sender) if inbound.sender else None,
        "text": inbound.text,
        "quoted": inbound.quoted_text,
        "files": [
            [file.name, file.content_type, len(file.content), file.content_id] for file in inbound.files
        ],
        "message_id": inbound.message_id,
        "is_from_machine": inbound.is_from_machine,
        "year": inbound.date.year if inbound.date else None,
    }


@pytest.mark.parametrize("name", sorted(path.name for path in OWN.glob("*.eml")))
def test_an_awkward_mail_gives_what_it_should(name):
    assert outcome(parse((OWN / name).read_bytes())) == EXPECTED[name]


def test_hostile_html_is_cleaned():
    page = parse((OWN / "html-hostile.eml").read_bytes()).html

    assert "Plain words." in page
    for evil in ("script", "alert", "onclick", "onerror", "position", "javascript", "form", "iframe", "svg"):
        assert evil not in page


@beside
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_an_odd_mail_is_understood_without_a_defect(path):
    inbound = parse(path.read_bytes())

    assert not inbound.defects
    assert inbound.subject or inbound.text or inbound.files or path.stat().st_size < 200 or inbound.sender


@beside
def test_no_text_part_of_an_odd_mail_is_out_of_reach():
    """Every word of every plain text part is in the text, the quote or a file."""
    from email import message_from_bytes

    from shopbell.channels.email.body import content_of

    for path in REAL:
        inbound = parse(path.read_bytes())
        inner = [parse(file.content) for file in inbound.files if file.content_type.startswith("message/")]
        texts = [each.text + each.quoted_text for each in [inbound, *inner]]
        kept = re.sub(r"\W+", " ", "".join(texts) + "".join(headers.decode(f.content) for f in inbound.files))
        for part in message_from_bytes(mend(path.read_bytes())).walk():
            if part.get_content_type() == "text/plain" and not part.is_multipart():
                content = content_of(part)
                for word in re.findall(rb"[A-Za-z]{4,}", content)[:300]:
                    assert word.decode() in kept, (path.name, word)


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
    st.sampled_from(sorted(OWN.glob("*.eml"))).map(Path.read_bytes),
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
