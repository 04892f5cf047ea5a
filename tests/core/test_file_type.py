"""What a file is, whatever it says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core.download import INLINE
from shopbell.core.file_type import type_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.mark.parametrize(
    ("begin", "claimed", "found"),
    [
        (PNG, "application/octet-stream", "image/png"),
        (PNG, "text/html", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpg", "image/jpeg"),
        (b"%PDF-1.7", "", "application/pdf"),
        (b"MZ\x90\0", "image/png", "application/x-msdownload"),
        (b"\x7fELF", "text/plain", "application/x-executable"),
        (b"<html><script>alert(1)</script>", "image/png", "text/html"),
        (b"\xef\xbb\xbf <!-- x --> <!DOCTYPE HTML>", "text/plain", "text/html"),
        ("\ufeff<html>".encode("utf-16-le"), "text/plain", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "image/png", "image/svg+xml"),
        (b"<?xml version='1.0'?>\n<svg onload='x'>", "application/xml", "image/svg+xml"),
        (b"<?xml version='1.0'?><order/>", "text/xml", "application/xml"),
        (b"just words", "image/png", "application/octet-stream"),
        (b"just words", "video/mp4", "application/octet-stream"),
        (b"just words", "text/plain; charset=utf-8", "text/plain"),
        (b"BEGIN:VCALENDAR", "text/calendar", "text/calendar"),
        (b"PK\x03\x04....", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04....", "image/png", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword", "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "text/plain", "application/x-ole-storage"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/png", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic", "image/heic"),
        (b"\0\0\0\x18ftypisom", "", "video/mp4"),
        (b"", "", "application/octet-stream"),
    ],
)  # fmt: skip
def test_the_bytes_speak(begin, claimed, found):
    assert type_of(begin, claimed) == found


@given(st.binary(max_size=1200), st.sampled_from(sorted(INLINE)))
def test_nothing_is_shown_in_place_that_does_not_begin_as_it_should(begin, claimed):
    starts = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"OggS", b"ID3", b"\xff\xfb", b"\x1aE\xdf\xa3")

    assert type_of(begin, claimed) not in INLINE or begin.startswith(starts) or begin[4:8] == b"ftyp"


@given(st.binary(max_size=1024), st.text(max_size=60))
def test_it_never_fails(begin, claimed):
    assert type_of(begin, claimed)
