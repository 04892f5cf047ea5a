"""Mails that hypothesis builds, whole and then broken: what was put in comes out, and nothing is ever raised."""

from collections.abc import Iterator
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.channels.email.parse import Inbound, parse

from .test_parse import within_reach

BUILT = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
WORD = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=9)
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
TEXT = st.lists(LINE, min_size=1, max_size=5).map("\n".join)
NAME = WORD.map(lambda word: f"{word}.pdf")


def text_part(text: str, kind: str, charset: str) -> Message:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    return MIMEText(f"<p>{text}</p>" if kind == "html" else text, kind, charset)


def file_part(name: str, content: bytes) -> Message:
    part = MIMEApplication(content, "pdf")
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return part


def multipart(kind: str, parts: list[Message]) -> Message:
    whole = MIMEMultipart(kind)
    for each in parts:
        whole.attach(each)
    return whole


def mail_part(subject: str, inner: Message) -> Message:
    inner["Subject"] = Header(subject, "utf-8")
    return MIMEMessage(inner)


TEXTS = st.builds(
    text_part,
    TEXT,
    st.sampled_from(["plain", "html"]),
    st.sampled_from(["utf-8", "iso-8859-1", "koi8-r", "gb18030"]),
)
FILES = st.builds(file_part, NAME, st.binary(min_size=1, max_size=60))
TREES = st.recursive(
    TEXTS | FILES,
    lambda inner: (
        st.builds(
            multipart,
            st.sampled_from(["mixed", "alternative", "related", "signed", "x-shop"]),
            st.lists(inner, min_size=1, max_size=4),
        )
        | st.builds(mail_part, LINE, inner)
    ),
    max_leaves=10,
)


@st.composite
def mails(draw: st.DrawFn) -> tuple[bytes, Message, str, str]:
    """The bytes of a mail, its tree, the name of its sender and its subject."""
    tree, name, subject = draw(TREES), draw(LINE), draw(LINE)
    if tree.get_content_type() == "message/rfc822" or "Subject" in tree:
        tree = multipart("mixed", [tree])
    tree["From"] = formataddr((str(Header(name, "utf-8")), "mina@shopper.example"))
    tree["Subject"] = Header(subject, "utf-8")
    raw = tree.as_bytes()
    return draw(st.sampled_from([raw, raw.replace(b"\n", b"\r\n")])), tree, name, subject


def said_in(tree: Message) -> list[str]:
    """Every word of every text of a built mail."""
    return [
        word
        for part in tree.walk()
        if part.get_content_maintype() == "text"
        for word in part.get_payload(decode=True)
        .decode(part.get_content_charset())
        .replace("<p>", " ")
        .replace("</p>", " ")
        .split()
    ]


@pytest.mark.requirement("R16")
@BUILT
@given(mails())
def test_what_was_put_in_comes_out(built):
    raw, tree, name, subject = built
    inbound = parse(raw)

    assert not inbound.defects
    assert inbound.subject == " ".join(subject.split())
    assert str(inbound.sender) == f"{' '.join(name.split())} <mina@shopper.example>"
    reach = within_reach(inbound)
    assert [word for word in said_in(tree) if word not in reach] == []


@BUILT
@given(mails())
def test_every_file_is_there_byte_for_byte(built):
    raw, tree, *_ = built
    found = list(files_in(raw))
    for part in tree.walk():
        if part.get_content_type() == "application/pdf":
            assert part.get_payload(decode=True) in found


def files_in(raw: bytes) -> Iterator[bytes]:
    """The files of a mail, and those of every mail that lies in it."""
    for file in parse(raw).files:
        yield file.content
        if file.content_type == "message/rfc822":
            yield from files_in(file.content)


def wounded(raw: bytes, wounds: list[tuple[str, int, int, bytes]]) -> bytes:
    for how, at, size, piece in wounds:
        at %= len(raw) + 1
        cut = raw[at : at + size]
        match how:
            case "lose":
                raw = raw[:at] + raw[at + size :]
            case "repeat":
                raw = raw[:at] + cut * 3 + raw[at + size :]
            case "overwrite":
                raw = raw[:at] + piece + raw[at + len(piece) :]
            case "insert":
                raw = raw[:at] + piece + raw[at:]
            case "end":
                raw = raw[:at]
    return raw


PIECES = st.binary(max_size=6) | st.sampled_from(
    [b"\r\n\r\n", b"--", b"=?utf-8?B?", b"Content-Type: multipart/mixed; boundary=", b"\0", b"=", b";", b'"', b"\xff",
     b"Content-Transfer-Encoding: base64\r\n", b"BEGIN:VEVENT\r\n", b"\x78\x9f\x3e\x22", b"begin 644 a\r\n"]
)  # fmt: skip
WOUNDS = st.lists(
    st.tuples(
        st.sampled_from(["lose", "repeat", "overwrite", "insert", "end"]),
        st.integers(0, 6000),
        st.integers(1, 400),
        PIECES,
    ),
    min_size=1,
    max_size=8,
)


@BUILT
@given(mails(), WOUNDS)
def test_a_broken_mail_is_still_parsed_without_an_error_inside(built, wounds):
    raw = wounded(built[0], wounds)
    inbound = parse(raw)

    assert isinstance(inbound, Inbound)
    assert not [each for each in inbound.defects if "Error" in each]
    shown = [inbound.text, inbound.quoted_text, inbound.html, inbound.quoted_html]
    kept = sum(len(each) for each in shown) + sum(len(file.content) for file in inbound.files)
    assert kept < 60 * len(raw) + 10_000
