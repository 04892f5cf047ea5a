"""Bounds: whatever its size and shape, a mail costs little more than its bytes, and what is not shown is a file."""

import struct
import tracemalloc
from base64 import encodebytes

import pytest

from shopbell.channels.email import tnef
from shopbell.channels.email.body import LONGEST_HTML, LONGEST_TEXT
from shopbell.channels.email.parse import parse
from shopbell.channels.email.part import DEEPEST, MOST_PARTS, split
from shopbell.channels.email.rtf import MOST_BYTES, unpacked

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
