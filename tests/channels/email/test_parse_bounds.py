"""Bounds: whatever its size and shape, a mail costs little more than its bytes, and what is not shown is a file."""

import struct
import tracemalloc
from base64 import encodebytes

import pytest

from shopbell.channels.email.joining.auto_reply import is_auto_reply
from shopbell.channels.email.mime import tnef
from shopbell.channels.email.mime.address import addresses
from shopbell.channels.email.mime.parameter import parameters
from shopbell.channels.email.mime.part import DEEPEST, MOST_PARTS, split
from shopbell.channels.email.mime.rtf import MOST_BYTES, unpacked
from shopbell.channels.email.mime.wording import LONGEST_HTML, LONGEST_TEXT
from shopbell.channels.email.parse import parse
from shopbell.channels.email.reports.report import report_in

HEAD = b"From: mina@shopper.example\nSubject: Lamp\n"


def multipart(parts: list[bytes]) -> bytes:
    return (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"".join(b"--b\n" + part + b"\n" for part in parts)
        + b"--b--\n"
    )


@pytest.mark.requirement("R19")
def test_a_mail_of_50_mb_is_parsed_in_little_more_than_its_size():
    content = bytes(range(256)) * 145_000
    raw = multipart(
        [
            b"\nWords.",
            b"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"
            + encodebytes(content),
        ]
    )
    assert len(raw) > 50_000_000

    tracemalloc.start()
    inbound = parse(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (inbound.text, [file.content == content for file in inbound.files]) == ("Words.", [True])
    assert peak < 4 * len(raw)


def test_a_thousand_parts_are_all_shown():
    inbound = parse(multipart([b"\nPart %d." % number for number in range(1000)]))

    assert inbound.text.split("\n\n") == [f"Part {number}." for number in range(1000)]


def test_of_too_many_parts_the_rest_is_one_file():
    inbound = parse(
        multipart([b"Content-Type: image/png; name=%d.png\n\nx" % number for number in range(5000)])
    )

    assert len(inbound.files) == MOST_PARTS
    assert b"name=4999.png" in inbound.files[-1].content
    assert "rest-of-the-mail.txt" in inbound.defects[0]


def test_parts_too_deep_are_kept_as_a_mail_inside():
    raw = HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(2000)
    )
    raw += b"Content-Type: text/plain\n\nThe words at the bottom.\n"

    depth, part = 0, split(raw)
    while part.parts:
        depth, part = depth + 1, part.parts[0]
    assert depth == DEEPEST
    assert b"The words at the bottom." in parse(raw).files[0].content


def test_ten_thousand_recipients_are_no_obstacle():
    people = b", ".join(b"Person %d <p%d@shopper.example>" % (number, number) for number in range(10_000))

    inbound = parse(HEAD + b"To: " + people + b"\n\nWords.")

    assert inbound.text == "Words."
    assert (inbound.to[0].address, len(inbound.to)) == ("p0@shopper.example", 1000)


@pytest.mark.requirement("R16")
def test_a_text_that_is_too_long_is_shown_in_part_and_attached_whole():
    words = b"My lamp is broken.\n" * 100_000

    inbound = parse(HEAD + b"\n" + words)

    assert len(inbound.text) <= LONGEST_TEXT
    assert [(file.name, file.content) for file in inbound.files] == [("message.txt", words)]
    assert "message.txt" in inbound.defects[0]


@pytest.mark.requirement("R16")
def test_a_page_that_is_too_long_is_shown_in_part_and_attached_whole():
    page = b"<p>My lamp is broken.</p>" * 100_000

    inbound = parse(HEAD + b"Content-Type: text/html\n\n" + page)

    assert len(inbound.html) < LONGEST_HTML + 1000
    assert [(file.name, file.content) for file in inbound.files] == [("message.html", page)]


def test_a_short_page_of_a_large_embedded_picture_is_shown_whole():
    picture = encodebytes(bytes(3_000_000)).replace(b"\n", b"")

    inbound = parse(
        HEAD + b"Content-Type: text/html\n\n<img src='data:image/png;base64," + picture + b"'><p>Words.</p>"
    )

    assert not inbound.defects
    assert [len(file.content) for file in inbound.files] == [3_000_000]


def test_rich_text_unpacks_no_further_than_its_bound():
    packed = struct.pack("<II", 0, 0) + b"LZFu" + bytes(4) + (b"\xfe" + b"a" + b"\x0c\xff" * 7) * 100_000

    assert len(unpacked(packed)) <= MOST_BYTES + 20


def test_a_winmail_that_claims_four_thousand_million_rows_is_read_at_once():
    properties = struct.pack("<I", 1) + struct.pack("<HHI", 0x1001, 0x1000, 0xFFFFFFFF)
    packed = (
        tnef.SIGNATURE + b"\1\0" + struct.pack("<BHHI", 1, 0x9003, 6, len(properties)) + properties + b"\0\0"
    )

    assert tnef.unpack(packed).files == []


def test_of_too_many_files_in_a_winmail_the_first_ones_keep_their_bytes():
    def attribute(name: int, data: bytes) -> bytes:
        return struct.pack("<BHHI", 2, name, 6, len(data)) + data + b"\0\0"

    files = b"".join(attribute(0x9002, b"") + attribute(0x800F, b"%d" % number) for number in range(1200))
    package = tnef.unpack(tnef.SIGNATURE + b"\1\0" + files)

    assert [file.content for file in package.files] == [b"%d" % number for number in range(1000)]
    assert not package.is_whole


MANY = 1_000_000
HOSTILE_HEADS = {  # what a pattern that begins anew at every letter never comes to the end of
    "an id that never ends": b"In-Reply-To: <" + b" " * MANY + b"x",
    "ids that never end": b"References: " + b"< " * MANY,
    "an address without its sign": b"From: " + b"a" * MANY,
    "addresses of signs alone": b"From: " + b"a@" * MANY,
    "as many people as fit": b"To: " + b"a@b " * MANY,
    "words in charsets that nobody knows": b"Subject: "
    + b"".join(b"=?x%d?q?a?= " % n for n in range(50_000)),
    "blanks in a parameter": b"Content-Type: text/plain; a=b" + b" " * MANY + b"x",
    "parameters without names": b"Content-Type: text/plain; charset=utf-8" + b";" * MANY,
    "quotes that never end": b"Content-Type: text/plain" + b';a="' * MANY,
    "an automatic subject of dashes": b"X-Auto-Response-Suppress: All\nSubject: " + b"-" * MANY,
}


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("head", HOSTILE_HEADS.values(), ids=HOSTILE_HEADS.keys())
def test_a_hostile_header_is_read_to_its_end(head: bytes):
    raw = head + b"\n\nWords."

    inbound = parse(raw)

    assert (inbound.text, inbound.defects) == ("Words.", [])
    assert report_in(raw) is None
    assert not is_auto_reply(raw)


@pytest.mark.requirement("R19")
def test_hostile_parameters_of_many_parts_are_read_once_each():
    head = (
        b"Content-Type: text/plain; a=b"
        + b";" * 19_000
        + b"\nContent-Disposition: x; a="
        + b" " * 19_000
        + b"("
    )

    inbound = parse(multipart([head + b"\n\nPart %d." % number for number in range(200)]))

    assert inbound.text.split("\n\n") == [f"Part {number}." for number in range(200)]


def test_parameters_are_found_behind_blanks_and_lone_semicolons():
    value = "text/plain ; ; ;; name=a.txt   (a comment)   ; x y;   format=flowed    delsp=yes"

    assert parameters(value) == {"name": "a.txt", "format": "flowed", "delsp": "yes"}


def test_a_bare_address_is_found_in_what_is_no_list_of_addresses():
    found = addresses(["Mina mina@shopper.example or, at the shop, <<care@shop.example>> @ x@ @y"])

    assert {each.address for each in found} == {"mina@shopper.example", "care@shop.example"}


def test_of_references_without_end_the_nearest_are_read():
    inbound = parse(
        HEAD + b"References: " + b"".join(b"<%d@x.example> " % n for n in range(50_000)) + b"\n\nWords."
    )

    assert inbound.answers[:2] == ["49999@x.example", "49998@x.example"]


@pytest.mark.requirement("R16", "R19")
@pytest.mark.parametrize("kind", [b"text/plain", b"text/html"])
def test_words_between_a_million_boundaries_are_all_within_reach(kind: bytes):
    strays = b"".join(b"--b--\nStray %d.\n" % number for number in range(300_000))
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: " + kind + b"\n\nWords.\n"

    inbound = parse(head + strays)

    assert inbound.text.strip() == "Words."
    assert "Stray 0.\n\nStray 1." in inbound.quoted_text
    assert ("Stray 1." in inbound.quoted_html) == (kind == b"text/html")
    [rest] = inbound.files
    within = inbound.quoted_text + rest.content.decode()
    assert all(f"Stray {number}.\n" in within for number in range(0, 299_999, 997))
    assert "rest-of-the-mail.txt" in inbound.defects[0]


@pytest.mark.requirement("R16")
def test_too_many_words_outside_of_the_parts_are_attached_whole():
    raw = multipart([b"\nWords."]) + b"x" * LONGEST_TEXT + b"\nThe end."

    inbound = parse(raw)

    assert inbound.text == "Words."
    assert len(inbound.quoted_text) == LONGEST_TEXT
    assert [(file.name, file.content[-8:]) for file in inbound.files] == [
        ("between-the-parts.txt", b"The end.")
    ]


HOSTILE_WORDS = {
    "blanks": b" " * 400_000 + b"x",
    "signs of quotes": b"> " * 200_000,
    "fields of blanks": b"From: a\nTo: b\n" * 100 + (b"From:\n To:\n" + b" " * 590 + b":\n") * 600,
    "links amid quotes": (b"> a\n(http://" + b"a" * 290 + b" " * 290 + b"x\n") * 600,
}


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("page", [b"", b"Content-Type: text/html\n\n<pre>"], ids=["text", "page"])
@pytest.mark.parametrize("words", HOSTILE_WORDS.values(), ids=HOSTILE_WORDS.keys())
def test_hostile_words_are_folded_to_their_end(words: bytes, page: bytes):
    inbound = parse(HEAD + (page or b"\n") + words)

    assert (inbound.text + inbound.quoted_text).strip()
    assert inbound.defects == []


@pytest.mark.requirement("R19")
def test_a_report_of_empty_lines_is_read_as_far_as_reports_go():
    raw = (
        HEAD
        + b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        + b"Action: failed\nFinal-Recipient: rfc822; mina@shopper.example\nStatus: 5.1.1\n"
        + b"\n  x\n \n" * MANY
    )

    report = report_in(raw)

    assert report is not None
    assert [each.address for each in report.outcomes] == ["mina@shopper.example"]


def test_multiparts_encoded_one_within_the_other_are_copied_a_few_times_only():
    mail = b"\n\nThe innermost words.\n" + b"x" * 100_000
    for level in range(60):
        head = (
            b"Content-Type: multipart/mixed; boundary=b%d\nContent-Transfer-Encoding: quoted-printable"
            % level
        )
        body = b"\n\n--b%d\n%s\n--b%d--\n" % (level, mail.lstrip(b"\n") if level else mail, level)
        mail = head + body.replace(b"=", b"=3D")
    mail = HEAD + mail
    tracemalloc.start()
    inbound = parse(mail)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 12 * len(mail)
    assert any(b"The innermost words." in file.content for file in inbound.files)
