"""Zips of strangers: what is unpacked, and what is refused in a sentence before it is."""

import io
import stat
import struct
import zipfile

import pytest

from shopbell.core.errors import Refused
from shopbell.helpcenter.importing import folder as module
from shopbell.helpcenter.importing.folder import MOST_FILES, Folder

pytestmark = [pytest.mark.requirement("R45")]


def zipped(*entries, kind=zipfile.ZIP_DEFLATED) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", kind) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return kept.getvalue()


def link() -> bytes:
    entry = zipfile.ZipInfo("a.md")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((entry, "/etc/passwd"))


def locked() -> bytes:
    content = bytearray(zipped(("a.md", "x")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


def long_directory() -> bytes:
    content = bytearray(zipped(("a.md", "x")))
    struct.pack_into("<L", content, content.rindex(b"PK\x05\x06") + 12, 3_000_000)
    return bytes(content)


def zip64() -> bytes:
    content = zipped(("a.md", "x"))
    at = content.rindex(b"PK\x05\x06")
    return content[:at] + b"PK\x06\x07" + bytes(16) + content[at:]


HOSTILE = {
    "outside": (lambda: zipped(("../../etc/a.md", "x")), "outside of itself"),
    "root": (lambda: zipped(("/a.md", "x")), "outside of itself"),
    "drive": (lambda: zipped(("C:/a.md", "x")), "outside of itself"),
    "link": (link, "a link instead of a file"),
    "locked": (locked, "locked with a password"),
    "many": (
        lambda: zipped(*((f"{n}.md", "") for n in range(10_000)), kind=zipfile.ZIP_STORED),
        "more than 2,000 files",
    ),
    "long directory": (long_directory, "more than 2,000 files"),
    "zip64": (zip64, "more than 2,000 files"),
    "broken": (lambda: zipped(("a.md", "x"))[:-30], "broken"),
    "cut": (lambda: b"PK\x03\x04" + b"\0" * 100, "broken"),
    "none": (lambda: zipped(("a.txt", "x")), "no Markdown file"),
    "program": (lambda: b"MZ\0\0", "Choose a Markdown file"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_zip_is_refused_in_a_sentence(kind):
    made, why = HOSTILE[kind]

    with pytest.raises(Refused, match=why):
        Folder(io.BytesIO(made()), "x.zip")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 1_000_000)
    bomb = zipped(("a.md", b"\0" * 900_000), ("b.md", b"\0" * 900_000))
    assert len(bomb) < 5_000

    with pytest.raises(Refused, match="Unpacked"):
        Folder(io.BytesIO(bomb), "x.zip")


def test_a_file_that_claims_less_than_it_holds_is_broken_and_never_unpacked_further():
    content = bytearray(zipped(("a.md", b"\0" * 900_000)))
    struct.pack_into("<L", content, content.index(b"PK\x01\x02") + 24, 10)
    held = Folder(io.BytesIO(bytes(content)), "x.zip")

    with pytest.raises(Refused, match="cannot be unpacked"):
        held.read("a.md", 1_000)


def test_two_files_of_one_name_are_refused():
    with pytest.warns(UserWarning), pytest.raises(Refused, match="two files of one name"):
        Folder(io.BytesIO(zipped(("a.md", "x"), ("a.md", "y"))), "x.zip")


def test_what_machines_put_there_is_left_out():
    held = Folder(io.BytesIO(zipped(("__MACOSX/._a.md", "x"), (".git/b.md", "x"), ("a.md", "x"))), "x.zip")

    assert held.paths == ["a.md"] and MOST_FILES == 2_000
